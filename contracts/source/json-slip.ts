/** What somebody did who wrote a text that is no JSON, and the way out. */
export interface Slip {
  readonly message: string;
  readonly hint: string;
}

/** The slip at an offset where a JSON reader cannot go on; undefined where it is none of the usual. */
export function jsonSlip(text: string, at: number): Slip | undefined {
  const found = text[at];
  const before = text.slice(0, at).trimEnd();
  const previous = before.at(-1);
  if (found === undefined) {
    return { message: 'ends in the middle', hint: 'close what is open: }, ] or "' };
  }
  if (found === '/' || found === '#') {
    return {
      message: 'has a comment, which JSON does not know',
      hint: 'remove it, or write it as "$comment": "…"',
    };
  }
  if (previous === ',' && (found === '}' || found === ']')) {
    return { message: `has a comma before '${found}'`, hint: 'remove the comma' };
  }
  if (previous === ',' && found === ',') {
    return { message: 'has two commas in a row', hint: 'remove one of the two' };
  }
  const whole = /(-?\d+),$/.exec(before)?.[1];
  const digits = /^\d+/.exec(text.slice(at, at + 40))?.[0];
  if (whole !== undefined && digits !== undefined) {
    return {
      message: `has the number ${whole},${digits} with a comma`,
      hint: `write ${whole}.${digits}`,
    };
  }
  if (found === "'" || found === '‘' || found === '“' || found === '„') {
    return { message: `has a text in ${found}`, hint: 'put texts and names in "double quotes"' };
  }
  const word = /^[A-Za-z_$][\w$-]{0,40}/.exec(text.slice(at, at + 42))?.[0];
  const literal = word === undefined ? undefined : literals.get(word.toLowerCase());
  if (literal !== undefined && previous === ':') {
    return { message: `has the value ${word}`, hint: `write ${literal}` };
  }
  if (word !== undefined && previous !== undefined && '{,:['.includes(previous)) {
    return { message: `has the word ${word} without quotes`, hint: `write "${word}"` };
  }
  if (previous !== undefined && /["\d}\]el]/.test(previous) && /["\d{[tfn-]/.test(found)) {
    const line = before.split('\n').length;
    return {
      message: `has no comma between two values`,
      hint: `add a comma at the end of line ${line}`,
    };
  }
  return undefined;
}

const literals: ReadonlyMap<string, string> = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'null'],
  ['none', 'null'],
  ['nan', 'null, or leave the member out'],
  ['infinity', 'a number, or leave the member out'],
]);
