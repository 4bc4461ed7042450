import { similarTo } from '../search/similar-names.ts';
import { ProblemError, problem } from './problem.ts';

/** Longer texts are no slip of a pen. */
const LONGEST_MEANT = 128;

/** The asset of that id. @throws ProblemError that says what may have been meant. */
export function found<T>(byId: ReadonlyMap<string, T>, id: string, noun: string): T {
  const value = byId.get(id);
  if (value === undefined)
    throw notFound(noun, id.length > LONGEST_MEANT ? [] : similarTo(id, byId.keys()));
  return value;
}

/** The id that was asked for is not repeated: an error page shows no text of its caller. */
export function notFound(noun: string, suggestions: readonly string[]): ProblemError {
  const meant = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(' or ')}?`;
  return new ProblemError(
    problem(
      404,
      `No ${noun} has this id${meant}`,
      suggestions.length === 0 ? {} : { suggestions: [...suggestions] },
    ),
  );
}
