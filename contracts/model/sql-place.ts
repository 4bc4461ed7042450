import type { Place } from '../finding.ts';
import type { Transform } from './transform.ts';

/** The place of a node in the transform's file; the SELECT's own where it has none. */
export function placeInSql(
  { place, sql }: Pick<Transform, 'place' | 'sql'>,
  location: unknown,
): Place {
  if (typeof location !== 'number' || location < 0) return place;
  // PostgreSQL counts bytes of UTF-8.
  const before = new TextDecoder().decode(new TextEncoder().encode(sql).subarray(0, location));
  const lines = before.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const column = lines.length === 1 ? place.column + last : last + 1;
  return { file: place.file, line: place.line + lines.length - 1, column };
}
