import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import type { PlantUnit } from './plant-units.ts';
import { readJudged } from './unit-keys.ts';

/** Units that one thread judges, and those whose files it needs for it. */
export interface Shard {
  readonly own: readonly number[];
  readonly among: ReadonlySet<number>;
}

/**
 * Splits a plant for `count` threads, so that products that read each other mostly stay together. Who
 * reads whom is guessed from the text, for nothing is parsed yet: a wrong guess costs time alone. The
 * first shard has what must not leave this thread.
 */
export async function splitUnits(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  count: number,
): Promise<readonly Shard[]> {
  const texts = await Promise.all(units.map((unit) => textsOf(files, unit)));
  const owners = new Map<string, number>();
  for (const [unit, text] of texts.entries()) {
    for (const [, id = ''] of text.matchAll(/^id: *["']?([\w-]+)/gm)) owners.set(id, unit);
  }
  const near = units.map(() => new Set<number>());
  for (const [unit, text] of texts.entries()) {
    for (const [, id = ''] of text.matchAll(/\b(?:contractId|id): *["']?([\w-]+)/g)) {
      const owner = owners.get(id);
      if (owner !== undefined && owner !== unit) near[unit]?.add(owner);
    }
  }
  const shards: number[][] = Array.from({ length: count }, () => []);
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  let done = 0;
  for (const unit of together(near)) {
    const text = texts[unit] ?? '';
    const isBound = unit === 0 || /\.\.\/|\bfolder\b/.test(text);
    const at = isBound ? 0 : Math.min(count - 1, Math.floor((count * done) / total));
    shards[at]?.push(unit);
    done += text.length;
  }
  return shards.map((own) => ({
    own,
    among: new Set([0, ...own, ...own.flatMap((unit) => [...(near[unit] ?? [])])]),
  }));
}

async function textsOf(files: RepositoryFiles, { paths }: PlantUnit): Promise<string> {
  const described = paths.filter((path) => /\.od[cp]s\.yaml$/.test(path));
  const texts = await Promise.all(
    described.map(async (path) => {
      const bytes = await readJudged(files, path);
      return bytes === undefined ? '' : new TextDecoder().decode(bytes);
    }),
  );
  return texts.join('\n');
}

/** All units, each beside those that it is linked with. */
function together(near: readonly ReadonlySet<number>[]): readonly number[] {
  const both = near.map((own) => new Set(own));
  for (const [unit, own] of near.entries()) for (const other of own) both[other]?.add(unit);
  const order = new Set<number>();
  for (const start of near.keys()) {
    const waiting = [start];
    for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
      if (order.has(unit)) continue;
      order.add(unit);
      waiting.push(...(both[unit] ?? []));
    }
  }
  return [...order];
}
