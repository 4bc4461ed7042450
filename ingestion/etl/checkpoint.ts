import type { StoreSession } from '../../connectors/connector.ts';

/**
 * Where a step stands, kept in the store that its rows go to and moved in their transaction: what
 * is not in the tables was not read, and what was read is in the tables. Undefined before the
 * step's first success.
 */
export async function readCheckpoint<Position>(
  session: StoreSession,
  schema: string,
  step: string,
): Promise<Position | undefined> {
  const [row] = await session.query<{ position: Position }>({
    text: `SELECT position FROM ${schema}.checkpoint WHERE step = $1`,
    values: [step],
    name: `read_checkpoint_${schema}`,
  });
  return row?.position;
}

/** Another instance moved the same checkpoint first; this one's transaction must roll back. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/**
 * Moves the checkpoint if it still stands where this instance read it. Call it first in the
 * transaction: a second instance then waits here until the first one commits, and finds that it
 * has lost before it did any work.
 * @throws CheckpointMoved
 */
export async function moveCheckpoint<Position>(
  session: StoreSession,
  schema: string,
  step: string,
  from: Position | undefined,
  to: Position,
): Promise<void> {
  const moved =
    from === undefined
      ? await session.query({
          text: `INSERT INTO ${schema}.checkpoint (step, position, updated_at)
VALUES ($1, $2::jsonb, clock_timestamp()) ON CONFLICT (step) DO NOTHING RETURNING step`,
          values: [step, JSON.stringify(to)],
        })
      : await session.query({
          text: `UPDATE ${schema}.checkpoint SET position = $2::jsonb, updated_at = clock_timestamp()
WHERE step = $1 AND position = $3::jsonb RETURNING step`,
          values: [step, JSON.stringify(to), JSON.stringify(from)],
          name: `move_checkpoint_${schema}`,
        });
  if (moved.length === 0) {
    throw new CheckpointMoved(`step ${step}: another instance has moved its checkpoint`);
  }
}
