import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../contracts/finding.ts';
import { lintPlant } from '../../../contracts/lint/lint-plant.ts';
import { officialSchema } from '../../../contracts/lint/rules/official-schema.ts';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';
import { emptyPlant, noNames } from './empty-plant.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const data = conformance === undefined ? undefined : join(conformance, 'data');

/** Findings of official-schema for one text, under a name that tells what it is. */
function judge(path: string, text: string): Promise<readonly Finding[]> {
  const { document, findings } = parseYaml(path, new TextEncoder().encode(text));
  if (document === undefined) throw new Error(`${path}: ${findings[0]?.message}`);
  return lintPlant(emptyPlant, new Map([[path, document]]), noNames, [officialSchema]);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => join(folder, path));
}

describe.skipIf(data === undefined || !existsSync(data))(
  'the examples of the standards (needs TUNDISH_CONFORMANCE)',
  () => {
    it.each([
      ['ODCS 3.1', 'odcs/docs/examples', 18],
      ['ODCS 3.2 draft', 'odcs-3.2-draft/docs/examples', 28],
      ['ODPS 1.0', 'odps/docs/examples', 2],
    ])('every example of %s is accepted', async (_, folder, atLeast) => {
      const files = filesBelow(join(data ?? '', folder));
      expect(files.length).toBeGreaterThanOrEqual(atLeast);
      const refused = await Promise.all(
        files.map((file) => judge(file, readFileSync(file, 'utf8'))),
      );
      expect(refused.flat()).toEqual([]);
    });

    it('each of the 28 broken ODCS files is refused, with at most two findings for one mistake', async () => {
      const files = filesBelow(join(data ?? '', 'odcs-3.2-draft/src/script/negative-tests'));
      expect(files).toHaveLength(28);
      for (const file of files) {
        const findings = await judge(file, readFileSync(file, 'utf8'));
        expect(findings.length, file).toBeGreaterThanOrEqual(1);
        expect(findings.length, file).toBeLessThanOrEqual(2);
      }
    });
  },
);

const head = 'apiVersion: v3.1.0\nkind: DataContract\nid: heat\nversion: 1.0.0\nstatus: active\n';

describe('messages of official-schema', () => {
  it.each([
    [
      'a misspelled key',
      `${head}schema:\n  - name: heat\n    propertys: []\n`,
      "8:5 'propertys' is not a key of schema.heat in ODCS v3.1.0 → did you mean 'properties'?",
    ],
    [
      'a number where text is expected',
      head.replace('1.0.0', '1.0'),
      '4:10 version is the number 1.0; ODCS v3.1.0 expects text → write it in quotes: "1.0.0"',
    ],
    [
      'an unknown apiVersion',
      head.replace('v3.1.0', 'v4.0.0'),
      "1:13 apiVersion is 'v4.0.0'; ODCS v3.0.0, v3.0.1, v3.0.2, v3.1.0, v3.2.0 can be read → write apiVersion: v3.1.0",
    ],
    [
      'a missing key',
      `${head}slaProperties:\n  - property: latency\n`,
      "7:5 slaProperties.latency has no 'value', which ODCS v3.1.0 requires → add 'value:'",
    ],
    [
      'a word outside of a list',
      `${head}schema:\n  - name: heat\n    properties:\n      - {name: c, logicalType: float}\n`,
      "9:32 schema.heat.properties.c.logicalType is 'float'; ODCS v3.1.0 expects one of string, date, timestamp, time, number, integer, object, array, boolean → did you mean 'number'?",
    ],
    [
      'a reference that only v3.2.0 allows',
      `${head}schema:\n  - name: heat\n    properties:\n      - name: street\n        relationships: [{to: accounts.address.street}]\n`,
      "10:30 schema.heat.properties.street.relationships[0].to is 'accounts.address.street', which does not match ^[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*$ (ODCS v3.1.0) → write <dataset>.<field>; paths with more dots need apiVersion: v3.2.0",
    ],
  ])('%s', async (_, text, expected) => {
    const [finding, ...rest] = await judge('heat.v1.odcs.yaml', text);
    expect(rest).toEqual([]);
    const said = `${finding?.place.line}:${finding?.place.column} ${finding?.message} → ${finding?.hint ?? ''}`;
    expect(said).toBe(expected);
  });

  it('lets a property without logicalType pass, as the standard does', async () => {
    const text = `${head}schema:\n  - name: heat\n    properties:\n      - {name: c, logicalTypeOptions: {maximum: 1}}\n`;
    expect(await judge('heat.v1.odcs.yaml', text)).toEqual([]);
    expect(await judge('heat.v1.odcs.yaml', text.replace('v3.1.0', 'v3.2.0'))).toEqual([]);
  });
});
