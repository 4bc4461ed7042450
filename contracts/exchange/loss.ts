import type { Json } from '../source/json.ts';
import { type Difference, differences, pathText } from './differences.ts';

/** One thing that the source of a conversion says and its result does not say in the same way. */
export interface Loss {
  /** The thing: `examples`, `role heat_reader`. */
  readonly what: string;
  /** The way to it by names: `schema[heat].properties[grade].examples`. */
  readonly where: string;
  /** What stands for it now; `nothing` where it is gone. */
  readonly became: string;
  /** Why, in one clause. */
  readonly why: string;
}

/**
 * What a conversion lost, measured on its result: `after` is what a reader gets back from what was
 * written. So nothing can be forgotten, and nothing is listed that arrived after all.
 */
export function lossesBetween(
  before: Json,
  after: Json,
  reason: (difference: Difference) => string,
): readonly Loss[] {
  return differences(before, after).map((difference) => ({
    what: thing(difference),
    where: pathText(difference.path),
    became: difference.after === undefined ? 'nothing' : shortText(difference.after),
    why: reason(difference),
  }));
}

function thing({ path, before }: Difference): string {
  const last = path.at(-1);
  const name =
    last === undefined
      ? 'the document'
      : last.item === undefined
        ? last.name
        : `${last.name} ${last.item}`;
  return before === undefined ? `${name} (not in the source)` : name;
}

const longest = 60;

/** A value as a person recognises it, in one line. */
function shortText(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
