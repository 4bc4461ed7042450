import type { Concatenation, Element } from 'refa';
import { memberNode, plainText } from '../../source/node-at.ts';
import { onDemand } from '../../source/on-demand.ts';
import { remembered } from '../../source/remembered.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { numberAt, schemaName, writtenSchemas } from '../written-schemas.ts';

/** Some text keeps both the pattern and the limits of its length. */
export const patternFitsLength: Rule = {
  id: 'pattern-fits-length',
  severity: 'error',
  summary: 'A text can match its pattern within its minLength and maxLength.',
  why: 'A pattern of nine characters beside maxLength 8 refuses every plate number that was ever stamped.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const pattern = memberNode(at, 'pattern');
      const text = plainText(pattern);
      if (pattern === undefined || text === undefined || text.length > 1_000) continue;
      const least = Number(numberAt(at, 'minLength') ?? 0);
      const most = Number(numberAt(at, 'maxLength') ?? Number.POSITIVE_INFINITY);
      const key = `${least} ${most} ${text}`;
      const { fault } = remembered('pattern and length', key, () => ({
        fault: faultOf(text, least, most),
      }));
      if (fault === undefined) continue;
      yield problemAt(
        pattern,
        `the pattern of ${schemaName(at)} ${fault}`,
        'correct one of the two',
      );
    }
  },
};

/** Says why no text fits; undefined where one does, or where the pattern cannot be read. */
function faultOf(pattern: string, least: number, most: number): string | undefined {
  const range = lengthsOf(pattern);
  if (range === undefined) return undefined;
  if (range.least === Number.POSITIVE_INFINITY) return 'matches no text at all';
  if (range.least > most) return `needs ${range.least} characters, and maxLength is ${most}`;
  if (range.most < least) return `ends after ${range.most} characters, and minLength is ${least}`;
  return undefined;
}

interface Lengths {
  readonly least: number;
  readonly most: number;
}

const patterns = onDemand(() => import('refa'));

/** Characters (code points) of the texts that a pattern matches; undefined where it cannot be read. */
function lengthsOf(pattern: string): Lengths | undefined {
  const { JS } = patterns();
  try {
    const { alternatives } = JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).parse({
      assertions: 'parse',
      backreferences: 'throw',
      maxBackreferenceWords: 0,
    }).expression;
    const found = eitherLengths(alternatives);
    // What is not bound to both ends may be followed or preceded by anything.
    const bound = /^\^[^|]*[^\\]\$$/.test(pattern);
    return bound ? found : { ...found, most: Number.POSITIVE_INFINITY };
  } catch {
    return undefined;
  }
}

function eitherLengths(alternatives: readonly Concatenation[]): Lengths {
  const all = alternatives.map(({ elements }) =>
    elements
      .map(elementLengths)
      .reduce((sum, each) => ({ least: sum.least + each.least, most: sum.most + each.most }), {
        least: 0,
        most: 0,
      }),
  );
  return {
    least: Math.min(...all.map((each) => each.least)),
    most: Math.max(...all.map((each) => each.most)),
  };
}

function elementLengths(element: Element): Lengths {
  switch (element.type) {
    case 'CharacterClass':
      return element.characters.isEmpty
        ? { least: Number.POSITIVE_INFINITY, most: 0 }
        : { least: 1, most: 1 };
    case 'Alternation':
      return eitherLengths(element.alternatives);
    case 'Quantifier': {
      const inner = eitherLengths(element.alternatives);
      return {
        least: element.min === 0 ? 0 : inner.least * element.min,
        most: inner.most === 0 ? 0 : inner.most * element.max,
      };
    }
    case 'Assertion':
      return { least: 0, most: 0 };
    case 'Unknown':
      return { least: 0, most: Number.POSITIVE_INFINITY };
  }
}
