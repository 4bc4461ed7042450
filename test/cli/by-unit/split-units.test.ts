import { describe, expect, it } from 'vitest';
import { judgeShard } from '../../../cli/by-unit/judge-shard.ts';
import { unitsOf } from '../../../cli/by-unit/plant-units.ts';
import { splitUnits } from '../../../cli/by-unit/split-units.ts';
import { linksOf } from '../../../cli/by-unit/unit-links.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { syntheticMesh } from '../../support/meshes/synthetic-mesh.ts';

const files = memoryFiles(syntheticMesh(60, 4));

describe('a plant split for threads', () => {
  it('has each unit in one part, with those that it reads', async () => {
    const units = unitsOf(await files.list());
    const shards = await splitUnits(files, units, 3);
    expect(shards).toHaveLength(3);
    const all = shards.flatMap(({ own }) => own).sort((a, b) => a - b);
    expect(all).toEqual([...units.keys()]);
    const whole = await judgeShard(files, units, all, new Set(all));
    const links = linksOf(whole?.facts ?? []);
    for (const { own, among } of shards) {
      expect(own.length).toBeGreaterThan(5);
      for (const unit of own) {
        expect([...(links?.linked[unit] ?? [])].filter((each) => !among.has(each))).toEqual([]);
      }
      const judged = await judgeShard(files, units, own, among);
      expect(judged?.facts).toEqual(own.map((unit) => whole?.facts[unit]));
      expect(judged?.findings).toEqual(own.map((unit) => whole?.findings[unit]));
    }
  });
});
