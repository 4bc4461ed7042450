import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { AffectedKey } from './affected-keys.ts';
import type { Recompute, Revisions } from './recompute.ts';
import { attempt } from './savepoint.ts';

/** A key whose row the transform cannot compute (a division by zero) or the table refuses. */
export interface RefusedKey {
  readonly values: readonly string[];
  readonly sqlState: string;
}

export interface TolerantRevisions extends Revisions {
  readonly refused: readonly RefusedKey[];
}

/** More refused keys than this are no single bad value: the transform is wrong. */
const MOST_REFUSED = 1_000;

/**
 * Recomputes keys in chunks; a chunk that meets a value it cannot compute is halved behind
 * savepoints until that key stands alone. The others commit; refused keys keep their last row and
 * are tried again with each later change.
 */
export async function recomputeTolerant(
  session: StoreSession,
  recompute: Recompute,
  keys: readonly AffectedKey[],
  chunkKeys: number,
): Promise<TolerantRevisions> {
  let total: TolerantRevisions = { computed: 0, revised: 0, gone: 0, refused: [] };
  for (let start = 0; start < keys.length; start += chunkKeys) {
    const chunk = keys.slice(start, start + chunkKeys);
    total = sum(total, await recomputeChunk(session, recompute, chunk));
    if (total.refused.length > MOST_REFUSED) {
      throw new Failure(
        'drift',
        `more than ${MOST_REFUSED} keys cannot be computed (SQLSTATE ${total.refused[0]?.sqlState}): correct the transform`,
      );
    }
  }
  return total;
}

async function recomputeChunk(
  session: StoreSession,
  recompute: Recompute,
  keys: readonly AffectedKey[],
): Promise<TolerantRevisions> {
  let revisions: Revisions = { computed: 0, revised: 0, gone: 0 };
  const failure = await attempt(session, async () => {
    revisions = await recompute.keys(session, keys);
  });
  if (failure === undefined) return { ...revisions, refused: [] };
  const [only, ...others] = keys;
  if (only === undefined || others.length === 0) {
    const values = only?.values ?? [];
    return { ...revisions, refused: [{ values, sqlState: failure.sqlState ?? 'unknown' }] };
  }
  const half = Math.ceil(keys.length / 2);
  return sum(
    await recomputeChunk(session, recompute, keys.slice(0, half)),
    await recomputeChunk(session, recompute, keys.slice(half)),
  );
}

function sum(a: TolerantRevisions, b: TolerantRevisions): TolerantRevisions {
  return {
    computed: a.computed + b.computed,
    revised: a.revised + b.revised,
    gone: a.gone + b.gone,
    refused: [...a.refused, ...b.refused],
  };
}

/** Keys to recompute without a known cause. */
export function withoutCause(
  values: readonly (readonly string[])[],
  dataset: string,
): readonly AffectedKey[] {
  return values.map((key) => ({
    values: key,
    dataset,
    eventIds: [],
    change: 'arrival',
    newestTime: null,
  }));
}
