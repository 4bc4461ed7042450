import type { Row, StoreSession } from '../../connectors/connector.ts';
import type { QuarantineSchema } from './incidents.ts';

/**
 * Gives up an incident's open and held messages; raw keeps them. The words are added to each
 * message's reasons, so whoever looks later sees why. Resolves to the number of messages.
 */
export async function discardIncident(
  session: StoreSession,
  schema: QuarantineSchema,
  fingerprint: string,
  words: string,
): Promise<number> {
  const [row] = await session.query<Row & { discarded: number }>({
    text: `WITH done AS (
  UPDATE ${schema}.quarantine
  SET state = 'discarded', reasons = reasons || jsonb_build_array(jsonb_build_object(
    'pointer', '', 'rule', 'discarded', 'message', $2::text))
  WHERE fingerprint = $1 AND state IN ('open', 'held') RETURNING 1)
SELECT count(*)::integer AS discarded FROM done`,
    values: [fingerprint, words],
  });
  return row?.discarded ?? 0;
}
