import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkContract } from '../../cli/check-contract.ts';
import { checkRepository } from '../../cli/check-repository.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant } from './small-plant.ts';

/** The fault that each file was made to hold: our rule, its line, a word that the message says. */
const seeded: Readonly<Record<string, readonly [rule: string, line: number, word: string]>> = {
  'additional-unknown-property': ['official-schema', 9, "'unknownRootField'"],
  'enum-duplicate-values': ['official-schema', 17, 'same entry'],
  'enum-empty': ['official-schema', 15, '0 entries'],
  'enum-missing-value': ['official-schema', 16, "'value'"],
  'invalid-api-version': ['official-schema', 5, "'v4.0.0'"],
  'invalid-kind': ['official-schema', 6, "'DataModel'"],
  'invalid-quality-dimension': ['official-schema', 20, "'validity'"],
  'invalid-quality-metric': ['quality-rule-runnable', 17, "'invalidMetric'"],
  'invalid-quality-type': ['official-schema', 17, "'unknown'"],
  'map-missing-block': ['official-schema', 13, "'map'"],
  'map-missing-key': ['official-schema', 15, "'key'"],
  'map-missing-value': ['official-schema', 15, "'value'"],
  'missing-required-fields': ['official-schema', 4, "'id'"],
  'quality-custom-missing-implementation': ['official-schema', 17, "'implementation'"],
  'quality-element-field': ['official-schema', 18, "'element'"],
  'quality-library-missing-metric': ['quality-rule-runnable', 17, 'no metric'],
  'quality-multiple-operators': ['quality-rule-runnable', 20, 'mustBe and mustNotBe'],
  'quality-mustbebetween-wrong-size': ['official-schema', 15, 'mustBeBetween has 1 entry'],
  'quality-sql-missing-query': ['quality-rule-runnable', 17, 'no query'],
  'relationship-property-level-with-from': ['official-schema', 17, "'from'"],
  'relationship-schema-level-missing-from-to': ['official-schema', 13, "'from'"],
  'schema-property-invalid-logicaltype': ['official-schema', 14, "'binary'"],
  'schema-property-missing-name': ['official-schema', 13, "'name'"],
  'server-invalid-type': ['official-schema', 11, "'mongodb'"],
  'server-missing-conditional-fields': ['official-schema', 10, "'schema'"],
  'server-missing-required-fields': ['official-schema', 10, "'server'"],
  'sla-missing-required-value': ['official-schema', 10, "'value'"],
  'synonym-missing-term': ['official-schema', 18, "'synonym'"],
};

/** Faults that bring a second finding with them, which says another part of the same. */
const saidInMoreParts: readonly string[] = [
  'quality-element-field',
  'relationship-schema-level-missing-from-to',
  'server-missing-required-fields',
];

const conformance = process.env.TUNDISH_CONFORMANCE;
const data = join(conformance ?? '', 'data');
const folder = join(data, 'odcs-3.2-draft/src/script/negative-tests');

describe.skipIf(conformance === undefined)(
  'the negative examples of ODCS (TUNDISH_CONFORMANCE)',
  () => {
    it('are all known here', () => {
      const names = readdirSync(folder).map((file) => file.replace('.odcs.yaml', ''));
      expect(names.sort()).toEqual(Object.keys(seeded).sort());
    });

    it.each(Object.entries(seeded))('%s: %j', async (name, [rule, line, word]) => {
      const bytes = readFileSync(join(folder, `${name}.odcs.yaml`));
      const alone = await checkContract('example.odcs.yaml', bytes);
      const expected = expect.objectContaining({
        rule,
        severity: 'error',
        place: expect.objectContaining({ line }),
        message: expect.stringContaining(word),
      });
      expect(alone).toContainEqual(expected);
      if (!saidInMoreParts.includes(name)) expect(alone).toHaveLength(1);

      const { 'products/casting/heat/heat.v1.odcs.yaml': _replaced, ...rest } = smallPlant();
      const file = 'products/casting/heat/example.v1.odcs.yaml';
      const { findings } = await checkRepository(memoryFiles({ ...rest, [file]: bytes }));
      expect(findings.filter(({ place }) => place.file === file)).toContainEqual(expected);
    });
  },
);

describe.skipIf(conformance === undefined)(
  'the positive examples of ODCS (TUNDISH_CONFORMANCE)',
  () => {
    const files = ['odcs/docs/examples', 'odcs-3.2-draft/docs/examples'].flatMap((below) =>
      existsSync(join(data, below))
        ? readdirSync(join(data, below), { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.odcs.yaml'))
            .map((name) => join(below, name))
        : [],
    );

    it('are 18 of v3.1 and 28 of v3.2', () => {
      expect(files.filter((file) => file.startsWith('odcs/'))).toHaveLength(18);
      expect(files).toHaveLength(46);
    });

    it.each(files)('%s holds no error', async (file) => {
      const findings = await checkContract(file, readFileSync(join(data, file)));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    });
  },
);
