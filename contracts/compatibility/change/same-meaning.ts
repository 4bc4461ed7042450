/**
 * What says nothing: where a thing stands, and what its file is called. `document` and `stored` hold
 * data of others, in which these names are names like any other.
 */
const silent: ReadonlySet<string> = new Set(['place', 'places', 'path', 'contractPath']);
const opaque: ReadonlySet<string> = new Set(['document', 'stored']);

/**
 * True where two values of the model say the same, wherever they were read from. Members in any
 * order; an absent member equals an undefined one. Linear in the smaller of the two.
 */
export function saysTheSame(a: unknown, b: unknown): boolean {
  return isSame(a, b, false);
}

/** Equality of plain data, whatever its members are called. */
export function isSameData(a: unknown, b: unknown): boolean {
  return isSame(a, b, true);
}

function isSame(a: unknown, b: unknown, isPlain: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index], isPlain));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(left)) {
    if (!isPlain && isSilent(name, left[name])) continue;
    const value = Object.hasOwn(right, name) ? right[name] : undefined;
    if (!isSame(left[name], value, isPlain || opaque.has(name))) return false;
  }
  for (const name of Object.keys(right)) {
    if (Object.hasOwn(left, name) || right[name] === undefined) continue;
    if (!isPlain && isSilent(name, right[name])) continue;
    return false;
  }
  return true;
}

/** A `path` that is a list leads to a member of a record, not to a file. */
function isSilent(name: string, value: unknown): boolean {
  return silent.has(name) && !(name === 'path' && Array.isArray(value));
}
