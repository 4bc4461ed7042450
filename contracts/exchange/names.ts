/** A name of ours from any text: lower case letters, digits and `_`, a letter first. */
export function nameFrom(text: string, longest: number, otherwise: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, longest)
    .replace(/_+$/, '');
  return name === '' ? otherwise : name;
}

/** `name`, or with the first number that makes it one of its own. */
export function freeName(name: string, taken: ReadonlySet<string>, longest: number): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const ending = `_${number}`;
    const candidate = `${name.slice(0, longest - ending.length)}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
