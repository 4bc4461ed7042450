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
  const byAlias = new Map<string, TagEntry[]>();
  for (const tag of tags) {
    const entries = byAlias.get(tag.alias) ?? [];
    entries.push({
      id: tag.id,
      validFromMs:
        tag.validFrom === undefined ? -Infinity : (readTime(tag.validFrom)?.ms ?? Infinity),
      minimum: tag.minimum === undefined ? -Infinity : Number(tag.minimum),
      maximum: tag.maximum === undefined ? Infinity : Number(tag.maximum),
    });
    byAlias.set(tag.alias, entries);
  }
  for (const entries of byAlias.values()) entries.sort((a, b) => b.validFromMs - a.validFromMs);
  return (alias, timeMs) => byAlias.get(alias)?.find(({ validFromMs }) => validFromMs <= timeMs);
}
