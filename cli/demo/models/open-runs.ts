import type { Row, Store } from '../../../connectors/connector.ts';

/** Results that do not show in the database after this time are computed again, by a new run. */
const LOST_AFTER_MS = 60_000;

interface KeyRow extends Row {
  readonly key: readonly string[];
}

/** Which results are still to be computed. */
export interface OpenRuns {
  /** Those of the keys without a result in the database or on its way there. */
  among(keys: readonly (readonly string[])[]): Promise<ReadonlySet<string>>;
  /** A result of the key was published. */
  sent(key: readonly string[]): void;
}

/** The key as `among` names it. */
export function runName(key: readonly string[]): string {
  return key.join('/');
}

/**
 * What a model has done stands in its own results, not in its process: after a restart it goes on
 * where it was. `columns` of `view` are the key, the first of them a text.
 */
export function openRuns(store: Store, view: string, columns: readonly string[]): OpenRuns {
  const [first = ''] = columns;
  const key = `ARRAY[${columns.map((column) => `r.${column}::text`).join(', ')}]`;
  const done = new Set<string>();
  const underWay = new Map<string, number>();
  return {
    among: async (keys) => {
      const now = performance.now();
      const unknown = keys.filter((one) => !done.has(runName(one)));
      if (unknown.length > 0) {
        const rows = await store.query<KeyRow>({
          text: `SELECT DISTINCT ${key} AS key FROM ${view} AS r WHERE r.${first} = ANY($1::text[])`,
          values: [unknown.map(([value]) => value ?? '')],
        });
        for (const row of rows) {
          done.add(runName(row.key));
          underWay.delete(runName(row.key));
        }
      }
      const names = unknown.map(runName).filter((name) => !done.has(name));
      return new Set(names.filter((name) => (underWay.get(name) ?? 0) <= now));
    },
    sent: (one) => {
      underWay.set(runName(one), performance.now() + LOST_AFTER_MS);
    },
  };
}
