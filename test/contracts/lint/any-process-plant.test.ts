import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkRepository } from '../../../cli/check-repository.ts';
import { renderText } from '../../../cli/render/text.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { processPlant } from '../model/process-plant.ts';
import { branchesOf, mutate, randomOf } from './mutate.ts';

const rounds = 60;

/** A text with a few characters removed, doubled or replaced: what a slip of the hand leaves. */
function slip(text: string, random: () => number): string {
  const signs = [',', '"', '\n', '\r', '-', 'Z', '9', ' ', '..', '\u0000', 'é', ''];
  let changed = text;
  for (let left = 1 + Math.floor(random() * 3); left > 0; left -= 1) {
    const at = Math.floor(random() * changed.length);
    const put = signs[Math.floor(random() * signs.length)] ?? '';
    changed = changed.slice(0, at) + put + changed.slice(at + Math.floor(random() * 4));
  }
  return changed;
}

describe('a check of results, derivations, file sets, calendars, components and personal fields', () => {
  it(`ends with findings on lines that exist, never with an error, for ${rounds} seeded mistakes`, async () => {
    const plant = processPlant();
    const paths = Object.keys(plant).filter((path) => /\.(yaml|json|csv)$/.test(path));
    const tables = new Set(paths.filter((path) => path.endsWith('.csv')));
    const documents = new Map(
      paths
        .filter((path) => !tables.has(path))
        .map((path) => [path, parse(plant[path] ?? '') as unknown]),
    );
    const branches = [...documents.values()].flatMap(branchesOf);
    const pool = [...branches.flatMap((branch) => Object.values(branch)), -1, '', '..', [], {}];
    const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch)))];
    const random = randomOf(23);
    let withErrors = 0;
    for (let round = 0; round < rounds; round += 1) {
      const path = paths[round % paths.length] ?? '';
      const mutated = () => mutate(documents.get(path), pool, keys, random);
      const text = tables.has(path)
        ? slip(plant[path] ?? '', random)
        : path.endsWith('.json')
          ? JSON.stringify(mutated(), null, 2)
          : stringify(mutated());
      const files = { ...plant, [path]: text };
      const { findings } = await checkRepository(memoryFiles(files));
      const errors = findings.filter(({ severity }) => severity === 'error');
      if (errors.some(({ rule }) => rule !== 'owner-named')) withErrors += 1;
      expect(() => renderText(findings, (file) => files[file])).not.toThrow();
      for (const { place, why, rule } of findings) {
        const lines = (files[place.file] ?? '').split('\n').length;
        expect({ round, rule, isInside: place.line >= 1 && place.line <= lines }).toEqual({
          round,
          rule,
          isInside: true,
        });
        expect(why ?? '').toMatch(/\.$/);
      }
    }
    expect(withErrors).toBeGreaterThan(rounds / 2);
  }, 120_000);
});
