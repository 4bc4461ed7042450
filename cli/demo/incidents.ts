import type { Row, Store } from '../../connectors/connector.ts';

/** What waits in quarantine for one and the same reason. */
export interface Incident {
  readonly stream: string;
  readonly count: number;
  /** JSON pointer into the message; '' is the whole message. */
  readonly pointer: string;
  readonly rule: string;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly sample: string;
}

interface IncidentRow extends Row {
  readonly stream: string;
  readonly count: number;
  readonly reason: {
    readonly pointer?: string;
    readonly rule?: string;
    readonly message?: string;
    readonly hint?: string;
  };
  readonly sample: string | null;
}

/** Open incidents of events and sensors, oldest first. */
export async function readIncidents(store: Store): Promise<readonly Incident[]> {
  const rows = await store.query<IncidentRow>({
    text: `SELECT stream, fingerprint, count(*)::integer AS count, min(first_seen) AS since,
  (array_agg(reasons -> 0 ORDER BY id))[1] AS reason, (array_agg(sample ORDER BY id))[1] AS sample
FROM (
  SELECT id, stream, fingerprint, reasons, sample, state, first_seen FROM curated.quarantine
  UNION ALL
  SELECT id, stream, fingerprint, reasons, sample, state, first_seen FROM metrics.quarantine
) AS q
WHERE state IN ('open', 'held')
GROUP BY stream, fingerprint
ORDER BY since`,
  });
  return rows.map(({ stream, count, reason, sample }) => ({
    stream,
    count,
    pointer: reason.pointer ?? '',
    rule: reason.rule ?? '',
    reason: reason.message ?? 'no reason given',
    hint: reason.hint,
    sample: sample ?? '',
  }));
}
