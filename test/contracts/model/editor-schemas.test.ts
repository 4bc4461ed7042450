import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Finding } from '../../../contracts/finding.ts';
import { bindAgreements } from '../../../contracts/model/bind-agreement.ts';
import { bindComponent } from '../../../contracts/model/bind-component.ts';
import { bindPlantHeader } from '../../../contracts/model/bind-plant.ts';
import { bindUnit } from '../../../contracts/model/bind-unit.ts';
import { memberNode, rootNode } from '../../../contracts/source/node-at.ts';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';
import { branchesOf, mutate, randomOf } from '../lint/mutate.ts';
import { processPlant } from './process-plant.ts';

const ajv = new Ajv2020({ strict: false, allowUnionTypes: true });
const schemaOf = (name: string) =>
  ajv.compile(
    JSON.parse(
      readFileSync(
        new URL(`../../../contracts/source/profile/${name}.schema.json`, import.meta.url),
        'utf8',
      ),
    ),
  );

const files = processPlant();
const content = {
  documents: new Map(),
  paths: new Set(Object.keys(files)),
  bytes: new Map(
    Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  ),
  folders: new Map(),
  manifests: new Map(),
  refused: new Set<string>(),
};
const words = ['', ' ', 'x', 'A b', '06:00', '24:00', '2025-01-01', -1, true, null, [], {}, 'Cel'];

/** Findings of a value, read as a file of the repository. */
function findingsOf(
  path: string,
  value: unknown,
  bind: (at: ReturnType<typeof rootNode>, findings: Finding[]) => unknown,
): readonly Finding[] {
  const { document, findings } = parseYaml(path, new TextEncoder().encode(stringify(value)));
  const own: Finding[] = [...findings];
  if (document !== undefined) bind(rootNode(document), own);
  return own.filter(({ severity }) => severity === 'error');
}

/** Seeded mistakes in a value: what the schema refuses, the binder refuses. */
function holdsTogether(
  start: unknown,
  validate: ReturnType<typeof schemaOf>,
  findings: (value: unknown) => readonly Finding[],
): void {
  expect([findings(start), validate(start)]).toEqual([[], true]);
  const branches = branchesOf(start);
  const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch))), 'extra'];
  const pool = [...branches.flatMap((branch) => Object.values(branch)), ...words];
  const random = randomOf(5);
  let refused = 0;
  for (let round = 0; round < 400; round += 1) {
    const changed = parse(stringify(mutate(start, pool, keys, random))) as unknown;
    if (validate(changed)) continue;
    refused += 1;
    expect([changed, findings(changed).length > 0]).toEqual([changed, true]);
  }
  expect(refused).toBeGreaterThan(150);
}

describe('the schemas for editors refuse nothing that Tundish accepts', () => {
  it('in plant.yaml', () => {
    holdsTogether(parse(files['plant.yaml'] ?? ''), schemaOf('plant'), (value) =>
      findingsOf('plant.yaml', value, (at, own) => bindPlantHeader(at.document, content, own)),
    );
  });

  it('in the entry of a product', () => {
    const product = parse(files['products/casting/slab/product.odps.yaml'] ?? '') as {
      customProperties: [{ value: unknown }];
    };
    const path = 'products/casting/slab/product.odps.yaml';
    holdsTogether(product.customProperties[0].value, schemaOf('product-profile'), (value) =>
      findingsOf(path, { customProperties: [{ property: 'tundish', value }] }, (at, own) =>
        bindComponent(at, content, own),
      ),
    );
  });

  it('in an agreement', () => {
    const path = 'products/casting/heat/agreements/headquarters.heat.yaml';
    const agreement = {
      consumer: 'headquarters',
      team: 'group-controlling',
      contact: 'controlling@example.com',
      contract: 'heat',
      major: 1,
      dataset: 'heat',
      columns: ['heat_id', 'grade'],
      purpose: 'Monthly tonnage.',
      from: '2026-01-01',
      until: '2027-12-31',
      approver: 'a.lindner',
    };
    holdsTogether(agreement, schemaOf('agreement'), (value) =>
      findingsOf(path, value, ({ document }, own) =>
        bindAgreements('products/casting/heat', new Map([[path, document]]), own),
      ),
    );
  });

  it('in the unit of a field', () => {
    const validate = schemaOf('field-profile');
    const entry = {
      property: 'unit',
      value: { code: 'm3', quantity: 'volume', reference: '0 Cel' },
    };
    const units = [
      entry.value,
      'Cel',
      { code: 'm/min' },
      { code: 'm min' },
      '',
      7,
      { cod: 'm' },
      [],
    ];
    for (const value of units) {
      const refused = findingsOf('unit.yaml', { value }, (at, own) =>
        bindUnit(memberNode(at, 'value') ?? at, own),
      );
      expect([value, validate({ property: 'unit', value })]).toEqual([value, refused.length === 0]);
    }
    expect(validate({ property: 'personal', value: 'pseudonymise' })).toBe(true);
    expect(validate({ property: 'personal', value: 'hash' })).toBe(false);
    expect(validate({ property: 'identifier', value: 'heat' })).toBe(true);
    expect(validate({ property: 'identifier', value: 'Heat no' })).toBe(false);
    expect(validate({ property: 'of-another-tool', value: 7 })).toBe(true);
  });
});
