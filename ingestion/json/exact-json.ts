import { holdsDigitRun } from './digit-run.ts';
import { stringValue, tokenEnd, tokenStart } from './json-token.ts';

/** A number as it was written, where a double would not carry its digits. */
export class SourceNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * True when a jsonb text may hold numbers that JSON.parse does not carry digit for digit: more than
 * 15 significant digits, or a fraction that ends in zeros (jsonb writes no exponents). Digits
 * inside strings may raise it too, which costs a slower parse and nothing else.
 */
export function mayHoldInexactNumbers(text: string): boolean {
  return holdsDigitRun(text, 16) || /0[,}\]](?<=\.\d*0.)/.test(text);
}

/** An object or array that is still open; `name` is the member whose value comes next. */
interface Open {
  readonly into: unknown[] | Record<string, unknown>;
  name: string | undefined;
}

/**
 * Parses valid JSON as JSON.parse does, but numbers whose digits a double would change become
 * SourceNumber. (JSON.parse with source text access needs Node 22.)
 */
export function parseExact(text: string): unknown {
  const around: Open[] = [];
  let result: unknown;
  const put = (value: unknown): void => {
    const open = around.at(-1);
    if (open === undefined) result = value;
    else if (Array.isArray(open.into)) open.into.push(value);
    else {
      addMember(open.into, open.name ?? '', value);
      open.name = undefined;
    }
  };
  for (let start = tokenStart(text, 0); start < text.length; ) {
    const end = tokenEnd(text, start);
    const open = around.at(-1);
    switch (text[start]) {
      case '{':
        around.push({ into: {}, name: undefined });
        break;
      case '[':
        around.push({ into: [], name: undefined });
        break;
      case '}':
      case ']':
        around.pop();
        put(open?.into);
        break;
      case ',':
      case ':':
        break;
      case '"': {
        const value = stringValue(text.slice(start, end));
        if (open === undefined || Array.isArray(open.into) || open.name !== undefined) put(value);
        else open.name = value;
        break;
      }
      default:
        put(wordOrNumber(text.slice(start, end)));
    }
    start = tokenStart(text, end);
  }
  return result;
}

/** A member of its own also where the name is that of an inherited one. */
function addMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else {
    const own = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(object, name, own);
  }
}

function wordOrNumber(token: string): unknown {
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  const value = Number(token);
  return String(value) === token ? value : new SourceNumber(token);
}
