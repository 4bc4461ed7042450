import { createHash } from 'node:crypto';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';

/** The session that holds the lock, as the database knows it. */
export interface LockHolder {
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
  /** Absent where the account may not see it, or for a local socket. */
  readonly address?: string;
}

export type RunningLock =
  | {
      readonly kind: 'taken';
      /** Calls back once where the lock went to another process while the connection was lost. */
      watch(onLost: () => void): void;
      release(): Promise<void>;
    }
  | { readonly kind: 'busy'; readonly holder: LockHolder | undefined };

export interface LockPace {
  /** Each heartbeat asks whether the lock is still ours, and keeps its session from being idle. */
  readonly heartbeatMs: number;
  /**
   * The server ends a session without heartbeats after this time, and with it the lock: the wire of
   * a holder that is gone may look alive for hours (a proxy, a machine without power).
   */
  readonly silentMs: number;
}

const PACE: LockPace = { heartbeatMs: 10_000, silentMs: 30_000 };

/**
 * One `tundish up` per plant, instance name and curated database: two of one name would throw each
 * other out of their MQTT sessions. A session's advisory lock ends with its process, at once or, where
 * nobody tells the server, after half a minute. Rejects with a Failure where the database cannot be reached.
 */
export async function takeRunningLock(
  curatedUrl: string,
  names: { readonly plant: string; readonly instance: string },
  { heartbeatMs, silentMs }: LockPace = PACE,
): Promise<RunningLock> {
  const key = lockKey(names);
  const store = postgresStore(curatedUrl, {
    applicationName: `tundish ${names.instance} lock`,
    // The lock belongs to the one connection; heartbeats keep it from being closed as idle.
    poolMax: 1,
    statementTimeoutMs: PACE.heartbeatMs,
  });
  const take = async (): Promise<boolean> => {
    // Each time, since the connection may be a new one. PostgreSQL has it since 14.
    await store.query({
      text: `SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'idle_session_timeout'`,
      values: [String(silentMs)],
    });
    const [row] = await store.query<{ taken: boolean }>({
      text: `SELECT CASE WHEN EXISTS (SELECT FROM pg_locks AS l WHERE ${isOurs} AND l.pid = pg_backend_pid())
  THEN true ELSE pg_try_advisory_lock($1::bigint) END AS taken`,
      values: [String(key)],
    });
    return row?.taken === true;
  };
  if (!(await take())) {
    const [row] = await store.query<{ pid: number; since: string; address: string }>({
      text: `SELECT a.pid, host(a.client_addr) AS address,
  to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE ${isOurs} AND l.granted`,
      values: [String(key)],
    });
    await store.close();
    if (row === undefined) return { kind: 'busy', holder: undefined };
    const { pid, since, address } = row;
    const holder = { pid, since, ...(address === null ? {} : { address }) };
    return { kind: 'busy', holder };
  }
  let lost = false;
  let tellLost: (() => void) | undefined;
  // From the first moment on: what comes before the watch, `apply` say, may take long.
  const timer = setInterval(() => {
    // A server that does not answer has given the lock to nobody that we could know of.
    take().then(
      (held) => {
        if (held) return;
        clearInterval(timer);
        lost = true;
        tellLost?.();
      },
      () => undefined,
    );
  }, heartbeatMs);
  return {
    kind: 'taken',
    watch: (onLost) => {
      tellLost = onLost;
      if (lost) onLost();
    },
    release: async () => {
      clearInterval(timer);
      await store.close();
    },
  };
}

/** An advisory lock with one 64-bit key stands in pg_locks as two halves with objsubid 1. */
const isOurs = `l.locktype = 'advisory' AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint`;

function lockKey({ plant, instance }: { readonly plant: string; readonly instance: string }) {
  const digest = createHash('sha256').update(JSON.stringify(['tundish up', plant, instance]));
  return digest.digest().readBigInt64BE(0);
}
