import { stringValue, tokenEnd, tokenStart } from './json-token.ts';

/** Why a text that JSON.parse accepts is no message that the stores can hold unchanged. */
export interface JsonDefect {
  readonly rule: 'duplicate-member' | 'unstorable-character' | 'number-range' | 'too-deep';
  /** JSON pointer to the place. */
  readonly pointer: string;
}

/** As deep as the stores take a payload. */
const MAX_DEPTH = 64;

/** PostgreSQL's numeric holds 131072 digits before the point and 16383 behind it. */
const MOST_DIGITS = 16_383;

interface Level {
  readonly members: Set<string> | undefined;
  /** Current member name or index. */
  at: string | number;
  expectsName: boolean;
}

/** The first defect of a valid JSON text in reading order; undefined where there is none. */
export function findJsonDefect(text: string): JsonDefect | undefined {
  const levels: Level[] = [];
  const pointer = (): string => levels.map(({ at }) => `/${escapePointer(at)}`).join('');
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

function isOutsideNumeric(token: string): boolean {
  const [digits = '', exponent = '0'] = token.split(/[eE]/);
  return digits.length > MOST_DIGITS || Math.abs(Number(exponent)) > MOST_DIGITS;
}

function escapePointer(part: string | number): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}
