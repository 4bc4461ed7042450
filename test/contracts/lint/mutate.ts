/** A seeded generator of numbers in [0, 1), the same on every machine (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Branch = Record<string, unknown> | unknown[];

/** All objects and arrays of a document. */
export function branchesOf(value: unknown): readonly Branch[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Branch, ...Object.values(value).flatMap(branchesOf)];
}

/**
 * A copy of a document with one or two places removed, replaced by values from `pool`, or given
 * keys from `keys`: mistakes as people make them, so that both valid and broken documents result.
 */
export function mutate(
  document: unknown,
  pool: readonly unknown[],
  keys: readonly string[],
  random: () => number,
): unknown {
  const copy = structuredClone(document);
  for (let left = random() < 0.5 ? 1 : 2; left > 0; left -= 1) {
    const branch = pick(branchesOf(copy), random);
    if (branch === undefined) continue;
    const own = Object.keys(branch);
    const key = Array.isArray(branch) || random() < 0.6 ? pick(own, random) : pick(keys, random);
    if (key === undefined) continue;
    if (random() < 0.3) {
      if (Array.isArray(branch)) branch.splice(Number(key), 1);
      else delete branch[key];
    } else {
      Object.assign(branch, { [key]: structuredClone(pick(pool, random)) });
    }
  }
  return copy;
}

function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}
