import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlant } from '../../contracts/read-plant.ts';
import { parseYaml } from '../../contracts/source/parse-yaml.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant } from './small-plant.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const data = conformance === undefined ? undefined : join(conformance, 'data');

function examplesBelow(...folders: readonly string[]): readonly string[] {
  if (data === undefined) return [];
  return folders.flatMap((folder) =>
    existsSync(join(data, folder))
      ? readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.od[cp]s\.yaml$/.test(name))
          .map((name) => join(folder, name))
          .sort()
      : [],
  );
}

describe.skipIf(data === undefined)('the examples of the standards (TUNDISH_CONFORMANCE)', () => {
  const contracts = examplesBelow('odcs/docs/examples', 'odcs-3.2-draft/docs/examples');
  const read = (path: string) => readFileSync(join(data ?? '', path));

  it('are there', () => {
    expect(contracts.length).toBeGreaterThanOrEqual(46);
  });

  it.each(contracts)('%s is read and documented', async (path) => {
    const bytes = read(path);
    const { document, findings } = parseYaml(path, bytes);
    expect(findings).toEqual([]);
    const version = JSON.stringify(document?.value).match(/"version":"v?(\d+)/)?.[1];
    const { 'products/casting/heat/heat.v1.odcs.yaml': _replaced, ...rest } = smallPlant();
    const file = `products/casting/heat/example.v${version}.odcs.yaml`;
    const reading = await readPlant(memoryFiles({ ...rest, [file]: new Uint8Array(bytes) }));
    // They lie in a folder of the test's own domain.
    const expected = ['dataset-documented-only', 'domain-differs'];
    const told = reading.findings.filter(({ rule }) => !expected.includes(rule));
    expect(told).toEqual([]);
    const product = reading.plant?.products.find((each) => each.id === 'heat');
    expect(product?.contracts.length).toBe(1);
  });

  it.each(examplesBelow('odcs-3.2-draft/src/script/negative-tests', 'odps/docs/examples'))(
    '%s is read without failing',
    async (path) => {
      const { document } = parseYaml(path, read(path));
      expect(document).toBeDefined();
      const file = path.includes('odps')
        ? 'products/casting/heat/product.odps.yaml'
        : 'products/casting/heat/heat.v1.odcs.yaml';
      const reading = await readPlant(
        memoryFiles({ ...smallPlant(), [file]: new Uint8Array(read(path)) }),
      );
      expect(reading.plant).toBeDefined();
    },
  );
});
