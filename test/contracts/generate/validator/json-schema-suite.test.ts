import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import type { Draft } from '../../../../contracts/source/json-schema/draft.ts';
import { upgradeSchema } from '../../../../contracts/source/json-schema/upgrade-schema.ts';
import { loadModule } from '../../../support/load-module.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const suite = join(conformance ?? '', 'data/json-schema-test-suite');
const available = conformance !== undefined && existsSync(suite);

interface Group {
  readonly description: string;
  readonly schema: Json;
  readonly tests: readonly {
    readonly description: string;
    readonly data: Json;
    readonly valid: boolean;
  }[];
}

interface Score {
  passed: number;
  total: number;
  readonly failed: string[];
}

/** What a validator says where its two passes disagree. */
const UNEXPLAINED = 'the value holds something that JSON cannot express';

const readJson = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

/** The drafts' own metaschemas, as a published package carries them. */
const metaschemas = new Map<string, Json>();
if (available) {
  const refs = join(createRequire(import.meta.url).resolve('ajv'), '../refs');
  for (const file of readdirSync(refs, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json') || file.includes('$data')) continue;
    const document = readJson(join(refs, file));
    const id = (document as { readonly $id?: string }).$id;
    if (id !== undefined) metaschemas.set(id.replace(/#$/, ''), document);
  }
}

function resolver(draft: Draft): (uri: string) => Json | undefined {
  const loaded = new Map<string, Json | undefined>();
  return (uri) => {
    if (!loaded.has(uri)) {
      const remote = join(suite, 'remotes', uri.replace('http://localhost:1234/', ''));
      const document =
        metaschemas.get(uri) ??
        (uri.startsWith('http://localhost:1234/') && existsSync(remote)
          ? readJson(remote)
          : undefined);
      loaded.set(uri, document === undefined ? undefined : upgradeSchema(document, draft).document);
    }
    return loaded.get(uri);
  };
}

async function score(
  folder: string,
  draft: Draft,
  options: { readonly formats: 'assert' | 'annotate'; readonly files?: readonly string[] },
): Promise<Score> {
  const result: Score = { passed: 0, total: 0, failed: [] };
  const resolve = resolver(draft);
  const directory = join(suite, 'tests', folder);
  const files = options.files ?? readdirSync(directory).filter((name) => name.endsWith('.json'));
  for (const file of files) {
    for (const group of readJson(join(directory, file)) as unknown as readonly Group[]) {
      const document = upgradeSchema(group.schema, draft).document;
      const generated = generateValidator(document, { formats: options.formats, resolve });
      let validate: Validate;
      try {
        validate = (await loadModule(generated.source)).validate as Validate;
      } catch (error) {
        result.failed.push(`${file}: ${group.description}: no module: ${String(error)}`);
        result.total += group.tests.length;
        continue;
      }
      for (const test of group.tests) {
        result.total += 1;
        const violations = validate(test.data);
        const explained =
          violations === null || violations.every(({ message }) => message !== UNEXPLAINED);
        if ((violations === null) === test.valid && explained) result.passed += 1;
        else result.failed.push(`${file}: ${group.description}: ${test.description}`);
      }
      for (const problem of generated.problems) {
        result.failed.push(`${file}: ${group.description}: ${problem.pointer}: ${problem.message}`);
      }
    }
  }
  const rate = ((100 * result.passed) / result.total).toFixed(2);
  console.log(`${folder}: ${result.passed} of ${result.total} (${rate} %)`);
  for (const name of result.failed) console.log(`  ${name}`);
  return result;
}

describe.skipIf(!available)('JSON-Schema-Test-Suite (TUNDISH_CONFORMANCE)', () => {
  it.each([
    ['draft2020-12', '2020-12', 0.995],
    ['draft2019-09', '2019-09', 0.97],
    ['draft7', 'draft-07', 0.97],
  ] as const)(
    'the required tests of %s are answered as the suite says',
    async (folder, draft, least) => {
      const { passed, total } = await score(folder, draft, { formats: 'annotate' });
      expect(passed / total).toBeGreaterThanOrEqual(least);
    },
    120_000,
  );

  it('asserted formats agree with the suite, except for Unicode rules of encoded host names', async () => {
    const files = [
      'date',
      'date-time',
      'duration',
      'email',
      'ipv4',
      'ipv6',
      'json-pointer',
      'time',
      'uri',
      'uri-reference',
      'uuid',
    ].map((format) => `${format}.json`);
    const { failed } = await score('draft2020-12/optional/format', '2020-12', {
      formats: 'assert',
      files,
    });
    expect(failed).toEqual([]);
  }, 120_000);
});
