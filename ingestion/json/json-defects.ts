import { escapeToken } from '../../contracts/source/json-pointer.ts';
import { stringValue, tokenEnd, tokenStart } from './json-token.ts';

/** Why JSONB refuses or changes a text that JSON.parse accepts. */
export interface JsonDefect {
  readonly rule: 'duplicate-member' | 'unstorable-character' | 'number-range' | 'too-deep';
  /** JSON pointer to the place. */
  readonly pointer: string;
}

/** As deep as the stores take a payload. */
export const MAX_DEPTH = 64;

/**
 * PostgreSQL's numeric takes 131072 digits before the point and 16383 after it; both bounds here
 * have a margin.
 */
const MOST_WHOLE_DIGITS = 131_000;
const MOST_FRACTION_DIGITS = 16_000;

interface Level {
  readonly members: Set<string> | undefined;
  /** Current member name or index. */
  at: string | number;
  expectsName: boolean;
}

/** The first defect of a valid JSON text in reading order; undefined where there is none. */
export function findJsonDefect(text: string): JsonDefect | undefined {
  const levels: Level[] = [];
  const pointer = (): string => levels.map(({ at }) => `/${escapeToken(String(at))}`).join('');
  for (
    let start = tokenStart(text, 0), end = start;
    start < text.length;
    start = tokenStart(text, end)
  ) {
    end = tokenEnd(text, start);
    const token = text.slice(start, end);
    const level = levels.at(-1);
    switch (token) {
      case '{':
      case '[':
        if (levels.length === MAX_DEPTH) return { rule: 'too-deep', pointer: pointer() };
        levels.push(
          token === '{'
            ? { members: new Set(), at: '', expectsName: true }
            : { members: undefined, at: 0, expectsName: false },
        );
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level === undefined) break;
        if (typeof level.at === 'number') level.at += 1;
        else level.expectsName = true;
        break;
      case ':':
        break;
      default: {
        const rule = token.startsWith('"')
          ? stringDefect(token, level)
          : isOutsideNumeric(token)
            ? 'number-range'
            : undefined;
        if (rule !== undefined) return { rule, pointer: pointer() };
      }
    }
  }
  return undefined;
}

function stringDefect(token: string, level: Level | undefined): JsonDefect['rule'] | undefined {
  const value = stringValue(token);
  if (level?.members !== undefined && level.expectsName) {
    level.at = value;
    level.expectsName = false;
    if (level.members.has(value)) return 'duplicate-member';
    level.members.add(value);
  }
  return value.includes('\0') ||
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)
    ? 'unstorable-character'
    : undefined;
}

/** A number that numeric refuses or rounds; a sign counts as a digit. */
function isOutsideNumeric(token: string): boolean {
  const [mantissa = '', exponentText = '0'] = token.split(/[eE]/);
  const point = mantissa.indexOf('.');
  const whole = point === -1 ? mantissa.length : point;
  const fraction = point === -1 ? 0 : mantissa.length - point - 1;
  const exponent = Number(exponentText);
  return whole + exponent > MOST_WHOLE_DIGITS || fraction - exponent > MOST_FRACTION_DIGITS;
}
