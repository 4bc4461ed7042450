import { expect, test } from 'vitest';
import type {
  ChangeFact,
  FactKind,
} from '../../../../contracts/compatibility/change/change-fact.ts';
import { smallPlant } from '../../small-plant.ts';
import { diffOf, edited, only, type Texts } from './compared-plants.ts';

const heat = 'products/casting/heat/heat.v1.odcs.yaml';
const schema = 'products/casting/heat/heat.v1.schema.json';
const product = 'products/casting/heat/product.odps.yaml';
const tags = 'products/casting/strand/tags.csv';

/** The text that a fact's place covers. */
function covered(files: Texts, { place }: Pick<ChangeFact, 'place'>): string {
  const line = files[place.file]?.split('\n')[place.line - 1] ?? '';
  const isOneLine = place.endLine === undefined || place.endLine === place.line;
  return line.slice(place.column - 1, isOneLine ? (place.endColumn ?? 0) - 1 : undefined);
}

test.each<[string, FactKind, Texts, string, string]>([
  [
    'a unit',
    'unit-changed',
    edited(smallPlant(), heat, 'value: t }', 'value: kg }'),
    'kg',
    '/schema/0/properties/1/customProperties/0/value',
  ],
  [
    'a version',
    'version-changed',
    edited(smallPlant(), heat, 'version: 1.0.0', 'version: 1.1.0'),
    '1.1.0',
    '/version',
  ],
  [
    'a topic',
    'topic-changed',
    edited(smallPlant(), heat, '{caster}/heat/v1', '{machine}/heat/v1'),
    'plant/casting/{machine}/heat/v1',
    '/schema/0/customProperties/0/value/topic',
  ],
  [
    'a service level',
    'sla-changed',
    edited(smallPlant(), heat, 'value: 5, unit: min', 'value: 9, unit: min'),
    '{ property: latency, value: 9, unit: min }',
    '/slaProperties/0',
  ],
  [
    'a length',
    'length-changed',
    edited(smallPlant(), schema, '"maxLength": 40', '"maxLength": 30'),
    '30',
    '/properties/source/maxLength',
  ],
  [
    'a pattern',
    'pattern-changed',
    edited(smallPlant(), schema, '{6}$', '{7}$'),
    '"^[0-9]{7}$"',
    '/properties/heat_id/pattern',
  ],
  [
    'a new member',
    'field-added',
    edited(smallPlant(), schema, '"status": {', '"grade": { "type": "string" }, "status": {'),
    '"grade"',
    '/properties/grade',
  ],
  [
    'an owner',
    'owner-changed',
    edited(smallPlant(), product, 'name: melt-shop', 'name: crew'),
    'name: crew',
    '/team',
  ],
  ['a tag', 'tag-alias-lost', edited(smallPlant(), tags, ',CS,', ',VC,'), 'casting_speed', ''],
])('the place of %s is where it is written', async (_, kind, files, text, pointer) => {
  const facts = await diffOf(smallPlant(), files);
  const fact = only(facts, kind);
  expect([covered(files, fact), fact.pointer]).toEqual([text, pointer]);
});

test('what is gone is told at the smallest thing around it, and where it was', async () => {
  const without = edited(smallPlant(), schema, '"c": { "type": ["number", "null"] }', '"si": true');
  const named = edited(without, heat, 'name: c\n            logicalType: number\n', 'name: si\n');
  const facts = await diffOf(smallPlant(), named);
  const removed = only(facts, 'field-removed');
  expect(removed.subject.field).toBe('chemistry.c');
  expect(removed.pointer).toBe('/properties/chemistry');
  expect(covered(smallPlant(), { place: removed.previousPlace ?? removed.place })).toBe('"c"');
});

test('a product that is gone is told at the plant', async () => {
  const files = Object.fromEntries(
    Object.entries(smallPlant()).filter(([path]) => !path.includes('/kpi/')),
  );
  const removed = only(await diffOf(smallPlant(), files), 'product-removed');
  expect(removed).toMatchObject({
    subject: { product: 'kpi' },
    place: { file: 'plant.yaml', line: 1 },
    previousPlace: { file: 'products/casting/kpi/product.odps.yaml' },
  });
});
