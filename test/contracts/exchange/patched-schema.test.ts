import { describe, expect, it } from 'vitest';
import { wholeContract, writtenContract } from '../../../contracts/exchange/whole-contract.ts';
import type { Json } from '../../../contracts/source/json.ts';
import type { JsonObject } from '../../../contracts/source/json-schema/json-object.ts';

const payload = {
  title: 'Heat report',
  type: 'object',
  required: ['id', 'remark'],
  properties: {
    id: { type: 'string' },
    remark: { type: ['string', 'null'] },
    weight: { type: 'number', maximum: 400 },
    carbon: { $ref: '#/$defs/fraction' },
    samples: {
      type: 'array',
      items: { type: 'object', properties: { t: { type: 'number' }, p: { const: 'ladle' } } },
    },
  },
  $defs: { fraction: { type: 'number', minimum: 0 } },
};

const contract = {
  apiVersion: 'v3.1.0',
  schema: [
    {
      name: 'heat',
      customProperties: [{ property: 'tundish', value: { class: 'event' } }],
      properties: [{ name: 'weight', classification: 'internal' }],
    },
  ],
};

/** The payload schema after an edit of the fields. */
function schemaAfter(edit: (fields: JsonObject[]) => JsonObject[]): Json | undefined {
  const whole = wholeContract(contract, () => payload);
  const [object] = whole.schema as readonly JsonObject[];
  const fields = structuredClone(object?.properties) as unknown as JsonObject[];
  return writtenContract({
    ...whole,
    schema: [{ ...object, properties: edit(fields) }],
  }).payloads.get('heat');
}
const change = (name: string, members: JsonObject) => (fields: JsonObject[]) =>
  fields.map((field) => (field.name === name ? { ...field, ...members } : field));

describe('a payload schema whose fields were edited', () => {
  it('stays as it is where nothing was', () => {
    expect(schemaAfter((fields) => fields)).toEqual(payload);
  });

  it('changes in the edited member alone, which stays absent rather than null', () => {
    expect(schemaAfter(change('weight', { logicalTypeOptions: { maximum: 420 } }))).toEqual({
      ...payload,
      properties: { ...payload.properties, weight: { type: 'number', maximum: 420 } },
    });
  });

  it('does not change where an edit is for ODCS only', () => {
    expect(schemaAfter(change('weight', { classification: 'confidential' }))).toEqual(payload);
  });

  it('changes below a list without touching its other members', () => {
    const edited = schemaAfter((fields) =>
      fields.map((field) => {
        if (field.name !== 'samples') return field;
        const { items } = field as { items: { properties: JsonObject[] } };
        const properties = change('t', { description: 'Temperature.' })(items.properties);
        return { ...field, items: { ...items, properties } };
      }),
    );
    const { samples } = payload.properties;
    const { properties } = samples.items;
    expect(edited).toEqual({
      ...payload,
      properties: {
        ...payload.properties,
        samples: {
          ...samples,
          items: {
            ...samples.items,
            properties: { ...properties, t: { type: 'number', description: 'Temperature.' } },
          },
        },
      },
    });
  });

  it('takes new fields and loses removed ones', () => {
    const edited = schemaAfter((fields) => [
      ...fields.filter(({ name }) => name !== 'carbon'),
      { name: 'grade', logicalType: 'string', required: true },
    ]);
    const { carbon: _carbon, ...others } = payload.properties;
    expect(edited).toEqual({
      ...payload,
      required: ['id', 'remark', 'grade'],
      properties: { ...others, grade: { type: 'string' } },
    });
  });

  it('forbids null where a field becomes required', () => {
    expect(schemaAfter(change('remark', { required: true }))).toMatchObject({
      required: ['id', 'remark'],
      properties: { remark: { type: 'string' } },
    });
  });
});
