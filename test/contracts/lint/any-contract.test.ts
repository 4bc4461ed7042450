import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkRepository } from '../../../cli/check-repository.ts';
import { renderText } from '../../../cli/render/text.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles } from './case-files.ts';
import { branchesOf, mutate, randomOf } from './mutate.ts';

const rounds = 60;

describe('a check of whatever a pull request may hold', () => {
  it(`ends with findings, never with an error, and says the same twice, for ${rounds} seeded mistakes`, async () => {
    const plant = caseFiles('');
    const paths = Object.keys(plant).filter((path) => /\.(yaml|json)$/.test(path));
    const documents = new Map(paths.map((path) => [path, parse(plant[path] ?? '') as unknown]));
    const branches = [...documents.values()].flatMap(branchesOf);
    const pool = [...branches.flatMap((branch) => Object.values(branch)), -1, 1e300, '', '_x', []];
    const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch)))];
    const random = randomOf(11);
    let withFindings = 0;
    for (let round = 0; round < rounds; round += 1) {
      const path = paths[round % paths.length] ?? '';
      const changed = mutate(documents.get(path), pool, keys, random);
      const text = path.endsWith('.json') ? JSON.stringify(changed, null, 2) : stringify(changed);
      const files = { ...plant, [path]: text };
      const first = await checkRepository(memoryFiles(files));
      if (first.findings.length > 0) withFindings += 1;
      if (round % 10 === 0) {
        const second = await checkRepository(memoryFiles(files));
        expect(second.findings).toEqual(first.findings);
      }
      expect(() => renderText(first.findings, (file) => files[file])).not.toThrow();
      for (const { place } of first.findings) {
        const lines = (files[place.file] ?? '').split('\n').length;
        expect({ round, isInside: place.line >= 1 && place.line <= lines }).toEqual({
          round,
          isInside: true,
        });
      }
    }
    expect(withFindings).toBeGreaterThan(rounds / 2);
  });
});
