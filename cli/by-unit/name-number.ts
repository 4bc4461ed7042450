/**
 * A name as a number of 32 bits (FNV-1a by Fowler, Noll and Vo): lists of them are small and quick to
 * compare. Two names may share one; whoever compares numbers only learns that names may be the same.
 */
export function nameNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
