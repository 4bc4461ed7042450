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

/** The place of a name in the transform's file (`h.grade`), from its first to its last character. */
export function nameInSql(transform: Pick<Transform, 'place' | 'sql'>, location: unknown): Place {
  const place = placeInSql(transform, location);
  const bytes = new TextEncoder().encode(transform.sql);
  const rest = new TextDecoder().decode(
    bytes.subarray(typeof location === 'number' ? Math.max(0, location) : 0),
  );
  const [name = ''] = /^(?:"[^"\n]*"|[\p{L}\p{N}_$.])+/u.exec(rest) ?? [];
  if (name === '') return place;
  return { ...place, endLine: place.line, endColumn: place.column + name.length };
}
