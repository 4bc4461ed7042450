import { automatonFinds, patternAutomaton } from '../../source/pattern/pattern-automaton.ts';
import { patternProblem } from '../../source/pattern-safety.ts';

/** Thrown where nobody may try a pattern on a text: it could take hours. */
export class UnsafePattern extends Error {
  constructor(pattern: string) {
    super(`the pattern ${pattern.slice(0, 80)} may take too long to be tried on a text`);
  }
}

const expressions = new Map<string, RegExp>();
const unsafe = new Map<string, boolean>();
const mostKnown = 2_000;
/** Texts up to this length are harmless to every pattern. */
const harmless = 20;

/** A pattern as JSON Schema searches it: with the flag `u`, anywhere in the text. */
export function searches(pattern: string, text: string): boolean {
  if (text.length > harmless && isUnsafe(pattern)) {
    const automaton = patternAutomaton(pattern);
    if (automaton === undefined) throw new UnsafePattern(pattern);
    return automatonFinds(automaton, text);
  }
  const expression = expressions.get(pattern) ?? new RegExp(pattern, 'u');
  if (expressions.size > mostKnown) expressions.clear();
  expressions.set(pattern, expression);
  return expression.test(text);
}

/** The same by the pattern's automaton, which never looks at a character twice. */
export function finds(pattern: string, text: string): boolean {
  const automaton = patternAutomaton(pattern);
  return automaton === undefined ? searches(pattern, text) : automatonFinds(automaton, text);
}

function isUnsafe(pattern: string): boolean {
  const known = unsafe.get(pattern);
  if (known !== undefined) return known;
  if (unsafe.size > mostKnown) unsafe.clear();
  const result = patternProblem(pattern, 1_000) !== undefined;
  unsafe.set(pattern, result);
  return result;
}
