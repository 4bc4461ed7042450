/** A JSON number by value, however it was written: `2.50` and `25e-1` are the same. */
export class ExactNumber {
  /** Significant digits and power of ten; `0` for every zero. */
  readonly canonical: string;

  constructor(written: string) {
    this.canonical = canonicalNumber(written);
  }
}

export type Exact =
  | null
  | boolean
  | string
  | ExactNumber
  | readonly Exact[]
  | { readonly [name: string]: Exact };

export function isExactObject(
  value: Exact | undefined,
): value is { readonly [name: string]: Exact } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof ExactNumber) &&
    !Array.isArray(value)
  );
}

export function isExactArray(value: Exact | undefined): value is readonly Exact[] {
  return Array.isArray(value);
}

function canonicalNumber(written: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(written);
  if (match === null) return `no number: ${written}`;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(power) - fraction.length + all.length - digits.length}`;
}

/**
 * Reads JSON with the digits of its numbers. A reader of the proof's own: what the data plane reads
 * exactly is what is to be proven.
 */
export function exactJson(text: string): Exact {
  let at = 0;
  const next = (): string => {
    while (at < text.length && text.charAt(at).trim() === '') at += 1;
    const start = at;
    at = endOfToken(text, start);
    if (at === start) throw new Error('The JSON text ends too early.');
    return text.slice(start, at);
  };
  return valueFrom(next(), next);
}

function endOfToken(text: string, start: number): number {
  const sign = text.charAt(start);
  if ('{}[],:'.includes(sign)) return Math.min(start + 1, text.length);
  if (sign !== '"') {
    const word = /[^\s{}[\],:]*/y;
    word.lastIndex = start;
    return start + (word.exec(text)?.[0].length ?? 0);
  }
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '"') return at + 1;
    if (text.charAt(at) === '\\') at += 1;
  }
  return text.length;
}

function valueFrom(token: string, next: () => string): Exact {
  if (token === '[') return itemsFrom(next);
  if (token === '{') return membersFrom(next);
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return token.startsWith('"') ? String(JSON.parse(token)) : new ExactNumber(token);
}

function itemsFrom(next: () => string): Exact {
  const items: Exact[] = [];
  for (let token = next(); token !== ']'; token = next()) {
    if (token !== ',') items.push(valueFrom(token, next));
  }
  return items;
}

function membersFrom(next: () => string): Exact {
  const members: [string, Exact][] = [];
  for (let token = next(); token !== '}'; token = next()) {
    if (token === ',') continue;
    next();
    members.push([String(JSON.parse(token)), valueFrom(next(), next)]);
  }
  return Object.fromEntries(members);
}

export function sameExact(a: Exact, b: Exact): boolean {
  if (a instanceof ExactNumber || b instanceof ExactNumber) {
    return a instanceof ExactNumber && b instanceof ExactNumber && a.canonical === b.canonical;
  }
  if (isExactArray(a) || isExactArray(b)) {
    if (!isExactArray(a) || !isExactArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameExact(item, b[index] ?? null));
  }
  if (isExactObject(a) && isExactObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => {
        const [left, right] = [a[name], Object.hasOwn(b, name) ? b[name] : undefined];
        return left !== undefined && right !== undefined && sameExact(left, right);
      })
    );
  }
  return a === b;
}
