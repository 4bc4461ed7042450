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
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) {
      if (!isSame(a[index], b[index], isPlain)) return false;
    }
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const names = Object.keys(left);
  let isEveryNameShared = true;
  for (const name of names) {
    const value = left[name];
    const other = Object.hasOwn(right, name) ? right[name] : undefined;
    if (other === undefined) isEveryNameShared = false;
    if (value === other || (!isPlain && isSilent(name, value ?? other))) continue;
    if (!isSame(value, other, isPlain || opaque.has(name))) return false;
  }
  const others = Object.keys(right);
  if (isEveryNameShared && others.length === names.length) return true;
  return others.every(
    (name) =>
      right[name] === undefined ||
      Object.hasOwn(left, name) ||
      (!isPlain && isSilent(name, right[name])),
  );
}

/** A `path` that is a list leads to a member of a record, not to a file. */
function isSilent(name: string, value: unknown): boolean {
  return silent.has(name) && !(name === 'path' && Array.isArray(value));
}
