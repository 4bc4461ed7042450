import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { changedMesh } from '../support/meshes/changed-mesh.ts';
import { syntheticMesh } from '../support/meshes/synthetic-mesh.ts';

const mesh = syntheticMesh(60, 3);
const ofKind = (ending: string) => Object.keys(mesh).filter((path) => path.endsWith(ending));

describe('a synthetic mesh', () => {
  it('has as many contracts as asked for, of every kind and of realistic size', () => {
    expect(ofKind('.odcs.yaml')).toHaveLength(60);
    for (const ending of ['.schema.json', '.tags.csv', '.sql', '.v2.odcs.yaml']) {
      expect(ofKind(ending).length).toBeGreaterThan(0);
    }
    const bytes = Object.entries(mesh)
      .filter(([path]) => !path.endsWith('.odps.yaml'))
      .reduce((sum, [, text]) => sum + text.length, 0);
    expect(bytes / 60).toBeGreaterThan(8_000);
    expect(bytes / 60).toBeLessThan(9_500);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(syntheticMesh(60, 3)).toEqual(mesh);
    expect(syntheticMesh(60, 4)).not.toEqual(mesh);
  });

  it('has nothing to find, nor has what a pull request makes of it', async () => {
    const { plant, findings } = await checkRepository(memoryFiles(mesh));
    expect(plant?.products.length).toBeGreaterThan(30);
    expect(findings).toEqual([]);
    const changed = changedMesh(mesh, 20, 5);
    expect(Object.keys(changed).filter((path) => changed[path] !== mesh[path])).toHaveLength(20);
    expect((await checkRepository(memoryFiles(changed))).findings).toEqual([]);
  });
});
