import type { Tag } from '../../model/tag.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { writtenTags } from '../written-units.ts';

/** At any time an alias means one tag. */
export const tagAliasUnambiguous: Rule = {
  id: 'tag-alias-unambiguous',
  severity: 'error',
  summary: 'At no time do two tags of a register have the same alias.',
  why: 'A controller reuses a name after a revamp; while two ids claim it, samples of one signal are stored as the other.',
  *check(context) {
    for (const { tags } of writtenTags(context)) yield* checkRegister(tags);
  },
};

interface Span {
  readonly tag: Tag;
  readonly from: number;
  /** Where the next row of the same id begins. */
  readonly until: number;
}

function* checkRegister(tags: readonly Tag[]): Iterable<Problem> {
  const byAlias = new Map<string, Span[]>();
  for (const [index, tag] of tags.entries()) {
    const next = tags[index + 1];
    const until = next?.id === tag.id ? startOf(next) : Number.POSITIVE_INFINITY;
    byAlias.set(tag.alias, [...(byAlias.get(tag.alias) ?? []), { tag, from: startOf(tag), until }]);
  }
  for (const [alias, spans] of byAlias) {
    const sorted = spans.sort((a, b) => a.from - b.from);
    for (const [index, span] of sorted.entries()) {
      const before = sorted[index - 1];
      // The same start is refused where the register is read.
      if (before === undefined || before.tag.id === span.tag.id) continue;
      if (before.until <= span.from || before.from === span.from) continue;
      yield {
        place: span.tag.place,
        pointer: '',
        message: `the alias '${alias}' of tag '${span.tag.id}' still means the tag '${before.tag.id}' then`,
        hint: `give '${before.tag.id}' a row with its new alias from ${span.tag.validFrom} on`,
      };
    }
  }
}

function startOf(tag: Tag): number {
  return tag.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(tag.validFrom);
}
