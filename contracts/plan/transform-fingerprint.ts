import type { ComputedDatasetPlan } from './plan.ts';
import { shortHash } from './short-hash.ts';

/**
 * Tells two states of a computed dataset apart by what its rows depend on: the SELECT, the columns
 * and key it fills, and what makes it recompute. Rows of another fingerprint are computed again.
 */
export function transformFingerprint({ tables, key, transform }: ComputedDatasetPlan): string {
  const columns = tables[0]?.columns
    .filter(({ source }) => source.kind === 'result')
    .map(({ name, type }) => [name, type]);
  return shortHash(JSON.stringify([transform.sql, transform.refresh, columns, key]));
}
