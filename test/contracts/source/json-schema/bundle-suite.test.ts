import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { bundleSchema } from '../../../../contracts/source/json-schema/bundle-schema.ts';
import { isJsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import { loadModule } from '../../../support/load-module.ts';

const suite = join(process.env.TUNDISH_CONFORMANCE ?? '', 'data/json-schema-test-suite');
const available = process.env.TUNDISH_CONFORMANCE !== undefined && existsSync(suite);

interface Group {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly { readonly data: Json; readonly valid: boolean }[];
}

const DRAFTS = [
  ['draft7', 'http://json-schema.org/draft-07/schema#'],
  ['draft2019-09', 'https://json-schema.org/draft/2019-09/schema'],
  ['draft2020-12', 'https://json-schema.org/draft/2020-12/schema'],
] as const;

describe.skipIf(!available)('bundles of the JSON-Schema-Test-Suite (TUNDISH_CONFORMANCE)', () => {
  it.each(DRAFTS)(
    'every schema of %s that bundles keeps all its verdicts',
    async (folder, draft) => {
      let bundled = 0;
      let refused = 0;
      const wrong: string[] = [];
      const directory = join(suite, 'tests', folder);
      for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
        const groups = JSON.parse(readFileSync(join(directory, file), 'utf8')) as readonly Group[];
        for (const group of groups) {
          const entry: Json = isJsonObject(group.schema)
            ? { $schema: draft, ...group.schema }
            : group.schema;
          const { document, problems } = bundleSchema({
            entry: 'entry.json',
            load: (path) => (path === 'entry.json' ? entry : undefined),
          });
          if (document === undefined) {
            refused += 1;
            expect(problems.length, group.description).toBeGreaterThan(0);
            continue;
          }
          bundled += 1;
          const text = JSON.stringify(document);
          const { source } = generateValidator(document, { formats: 'annotate' });
          const validate = (await loadModule(source)).validate as Validate;
          for (const test of group.tests) {
            if ((validate(test.data) === null) !== test.valid) {
              wrong.push(`${file}: ${group.description}: ${text.slice(0, 300)}`);
            }
          }
        }
      }
      console.log(`${folder}: ${bundled} schemas bundled, ${refused} refused with a reason`);
      expect(wrong).toEqual([]);
      expect(bundled).toBeGreaterThan(10 * refused);
    },
    120_000,
  );
});
