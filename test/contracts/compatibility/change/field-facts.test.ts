import { describe, expect, test } from 'vitest';
import { diffContracts } from '../../../../contracts/compatibility/change/diff-plants.ts';
import type { Field } from '../../../../contracts/model/field.ts';
import type { FieldType } from '../../../../contracts/model/field-type.ts';
import { contract, eventDataset, field, optional } from '../../plan/example-plant.ts';

function diff(before: readonly Field[], after: readonly Field[]) {
  const of = (fields: readonly Field[]) => contract('heat', 1, [eventDataset('heat', fields)]);
  return diffContracts(of(before), of(after)).map((fact) => {
    const { place: _, pointer: _pointer, previousPlace: _previous, subject, ...rest } = fact;
    return { field: subject.field, ...rest };
  });
}

const object = (...fields: readonly Field[]): FieldType => ({ kind: 'object', fields });
const list = (items: FieldType): FieldType => ({ kind: 'array', items });

describe('fields at any depth', () => {
  test('members of objects and of elements', () => {
    const record = (unit: string) => [
      field('chemistry', object(field('c', 'number', { unit: { code: unit } }))),
      field(
        'samples',
        list(
          object(field('elements', list(object(field('v', 'number', { unit: { code: unit } }))))),
        ),
      ),
    ];
    expect(diff(record('%'), record('g/kg'))).toEqual([
      {
        field: 'chemistry.c',
        kind: 'unit-changed',
        before: { code: '%' },
        after: { code: 'g/kg' },
      },
      {
        field: 'samples.elements.v',
        kind: 'unit-changed',
        before: { code: '%' },
        after: { code: 'g/kg' },
      },
    ]);
  });

  test('an object that is gone is one fact', () => {
    expect(
      diff(
        [field('id', 'string'), optional('c', object(field('x', 'number')))],
        [field('id', 'string')],
      ),
    ).toEqual([{ field: 'c', kind: 'field-removed', required: false, type: 'object' }]);
  });

  test('what several branches share is told once', () => {
    const union = (length: number, ...values: readonly string[]): FieldType => ({
      kind: 'union',
      discriminator: 'kind',
      branches: values.map((value) => ({
        value,
        fields: [field('kind', 'string'), field('note', { kind: 'string', maxLength: length })],
      })),
    });
    expect(
      diff([field('part', union(9, 'a', 'b'))], [field('part', union(8, 'a', 'b', 'c'))]),
    ).toEqual([
      {
        field: 'part.note',
        kind: 'length-changed',
        direction: 'tightened',
        before: 'up to 9',
        after: 'up to 8',
      },
      { field: 'part', kind: 'branch-added', value: 'c' },
    ]);
  });
});

describe('kinds of value', () => {
  test.each<[FieldType, FieldType, string, boolean]>([
    [{ kind: 'number' }, { kind: 'integer' }, 'tightened', false],
    [{ kind: 'integer' }, { kind: 'number' }, 'loosened', false],
    [{ kind: 'string' }, { kind: 'timestamp' }, 'tightened', false],
    [{ kind: 'boolean' }, { kind: 'integer' }, 'changed', false],
    [list({ kind: 'number' }), list(object(field('v', 'number'))), 'changed', true],
    [list({ kind: 'number' }), list({ kind: 'integer' }), 'tightened', false],
    [{ kind: 'number' }, list({ kind: 'number' }), 'changed', true],
    [object(field('a', 'number')), list(object(field('a', 'number'))), 'changed', true],
    [{ kind: 'number' }, { kind: 'json', reason: 'untyped' }, 'loosened', false],
    [{ kind: 'number' }, { kind: 'number', storage: 'double' }, 'changed', false],
  ])('%o to %o', (before, after, direction, shape) => {
    const facts = diff([field('x', before)], [field('x', after)]);
    expect(facts).toMatchObject([{ field: 'x', kind: 'type-changed', direction, shape }]);
  });
});

describe('names', () => {
  const speed = (name: string, more: Partial<Field> = {}) =>
    field(name, { kind: 'number', minimum: '0' }, { unit: { code: 'm/min' }, ...more });

  test('a field that came back under another name', () => {
    expect(diff([speed('v')], [speed('cast_speed', { required: false })])).toEqual([
      { field: 'cast_speed', kind: 'field-renamed', before: 'v', after: 'cast_speed' },
      { field: 'cast_speed', kind: 'requirement-changed', direction: 'loosened' },
    ]);
  });

  test('the same values tell a field by themselves', () => {
    const grade = (name: string) => field(name, { kind: 'string', values: ['A', 'B'] });
    expect(diff([grade('grade')], [grade('class')])).toMatchObject([{ kind: 'field-renamed' }]);
  });

  test('two that fit are no rename, nor are bare types with unlike names', () => {
    const kinds = (before: readonly Field[], after: readonly Field[]) =>
      diff(before, after).map(({ kind }) => kind);
    expect(kinds([speed('v')], [speed('a'), speed('b')])).toEqual([
      'field-added',
      'field-added',
      'field-removed',
    ]);
    expect(kinds([field('note', 'string')], [field('shift', 'string')])).toEqual([
      'field-added',
      'field-removed',
    ]);
    expect(kinds([field('heat_no', 'string')], [field('heat_number', 'string')])).toEqual([
      'field-renamed',
    ]);
    expect(kinds([speed('v')], [speed('w', { unit: { code: 'mm/s' } })])).toEqual([
      'field-added',
      'field-removed',
    ]);
  });

  test('a field that moved into a new object', () => {
    const facts = diff(
      [speed('v'), field('id', 'string')],
      [field('strand', object(speed('v'))), field('id', 'string')],
    );
    expect(facts).toMatchObject([
      { field: 'strand.v', kind: 'field-moved', before: 'v', after: 'strand.v' },
      { field: 'strand', kind: 'field-added' },
    ]);
  });
});

describe('limits', () => {
  const text = (more: object): readonly Field[] => [field('t', { kind: 'string', ...more })];

  test('patterns are compared as sets of texts, with a text that only one takes', () => {
    expect(diff(text({ pattern: '^[0-9]{6}$' }), text({ pattern: '^\\d{6}$' }))).toMatchObject([
      { kind: 'pattern-changed', direction: 'equivalent' },
    ]);
    expect(diff(text({ pattern: '^[0-9]{6}$' }), text({ pattern: '^[0-9]{5,6}$' }))).toMatchObject([
      { kind: 'pattern-changed', direction: 'loosened', witness: expect.stringMatching(/^\d{5}$/) },
    ]);
    expect(diff(text({}), text({ pattern: '^a' }))).toMatchObject([
      { kind: 'pattern-changed', direction: 'tightened', before: 'any text' },
    ]);
    expect(diff(text({ pattern: '^a' }), text({ pattern: '^(?=(b)\\1)b' }))).toMatchObject([
      { kind: 'pattern-changed', direction: expect.stringMatching(/undecided|changed/) },
    ]);
  });

  test('a list of values where any was allowed names them', () => {
    expect(diff(text({}), text({ values: ['a'] }))).toEqual([
      {
        field: 't',
        kind: 'values-changed',
        direction: 'tightened',
        added: [],
        removed: [],
        listed: ['a'],
      },
    ]);
    expect(diff(text({ values: ['a', 'b'] }), text({ values: ['b', 'c'] }))).toEqual([
      { field: 't', kind: 'values-changed', direction: 'changed', added: ['c'], removed: ['a'] },
    ]);
  });
});
