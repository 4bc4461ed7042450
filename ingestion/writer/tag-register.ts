import type { Tag } from '../../contracts/model/tag.ts';
import { readTime } from '../event-time.ts';

/** What a sample's tag is from `validFromMs` on. */
export interface TagEntry {
  readonly id: string;
  readonly validFromMs: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Finds the register's row for the name under which a source sent a sample taken at `timeMs`. */
export type TagRegister = (alias: string, timeMs: number) => TagEntry | undefined;

/** A register of a dataset's tags; without any, each name is its own id and has no range. */
export function tagRegister(tags: readonly Tag[]): TagRegister {
  if (tags.length === 0) {
    const known = new Map<string, TagEntry>();
    return (alias) => {
      let entry = known.get(alias);
      if (entry === undefined) {
        entry = { id: alias, validFromMs: -Infinity, minimum: -Infinity, maximum: Infinity };
        if (known.size >= 10_000) known.clear();
        known.set(alias, entry);
      }
      return entry;
    };
  }
  const rows = tags.map(rowOf);
  const byAlias = newestFirst(rows, ({ alias }) => alias);
  const byId = newestFirst(rows, ({ id }) => id);
  const at = (found: readonly Row[] | undefined, timeMs: number) =>
    found?.find(({ validFromMs }) => validFromMs <= timeMs);
  return (alias, timeMs) => {
    const named = at(byAlias.get(alias), timeMs);
    const valid = named === undefined ? undefined : at(byId.get(named.id), timeMs);
    // A source that still sends the old name means the same tag, unless the unit changed with the
    // name: nobody knows then in which of the two the value is.
    return valid?.unit === named?.unit ? valid : undefined;
  };
}

interface Row extends TagEntry {
  readonly alias: string;
  readonly unit: string | undefined;
}

function rowOf(tag: Tag): Row {
  return {
    id: tag.id,
    alias: tag.alias,
    unit: tag.unit === undefined ? undefined : JSON.stringify(tag.unit),
    validFromMs:
      tag.validFrom === undefined ? -Infinity : (readTime(tag.validFrom)?.ms ?? Infinity),
    minimum: tag.minimum === undefined ? -Infinity : Number(tag.minimum),
    maximum: tag.maximum === undefined ? Infinity : Number(tag.maximum),
  };
}

function newestFirst(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(nameOf(row), [...(found.get(nameOf(row)) ?? []), row]);
  for (const list of found.values()) list.sort((a, b) => b.validFromMs - a.validFromMs);
  return found;
}
