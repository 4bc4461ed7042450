import type { Contract } from '../../../contracts/model/contract.ts';
import type { Dataset } from '../../../contracts/model/dataset.ts';
import type { Field } from '../../../contracts/model/field.ts';
import type { FieldType } from '../../../contracts/model/field-type.ts';
import type { Calendar, Plant } from '../../../contracts/model/plant.ts';
import type { Product } from '../../../contracts/model/product.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { ValidatorRef } from '../../../contracts/plan/plan.ts';

/** Builders of model values for tests of what is behind the model. */

const place = { file: 'test.yaml', line: 1, column: 1 };

export function field(
  name: string,
  type: FieldType | FieldType['kind'],
  more: Partial<Field> = {},
): Field {
  const full = typeof type === 'string' ? ({ kind: type } as FieldType) : type;
  return { name, type: full, required: true, nullable: false, place, ...more };
}

export function optional(name: string, type: FieldType | FieldType['kind']): Field {
  return field(name, type, { required: false });
}

export function eventDataset(
  name: string,
  fields: readonly Field[],
  more: Partial<Dataset> & { readonly zone?: string; readonly topic?: string } = {},
): Dataset {
  const { zone, topic, ...rest } = more;
  return {
    name,
    source: {
      kind: 'stream',
      stream: {
        id: name,
        class: 'event',
        topic: topic ?? `plant/casting/{caster}/${name}/v1`,
        eventKey: ['id'],
        ...(zone === undefined ? {} : { eventTime: { field: 'at', zone } }),
        place,
      },
      payload: { path: `${name}.schema.json`, document: { type: 'object' }, records: 'one' },
      tags: [],
    },
    fields,
    key: [],
    change: 'append',
    compatibility: 'BACKWARD',
    derives: [],
    files: [],
    drift: 'quarantine',
    quality: [],
    place,
    ...rest,
  };
}

export function sensorDataset(name: string, samplingMs = 1000, tags: readonly Tag[] = []): Dataset {
  const base = eventDataset(name, [
    field('caster', 'string'),
    field('tag', 'string'),
    field('time', 'timestamp'),
    field('value', 'number', { unit: { code: 'm/min' }, description: 'What was measured.' }),
  ]);
  return {
    ...base,
    source: {
      kind: 'stream',
      stream: {
        id: name,
        class: 'sensor',
        topic: `plant/casting/{caster}/${name}/v1`,
        series: { dimensions: ['caster'], tag: 'tag', value: 'value' },
        eventTime: { field: 'time' },
        samplingMs,
        place,
      },
      payload: { path: `${name}.schema.json`, document: { type: 'object' }, records: 'array' },
      tags,
    },
  };
}

/** Rows are texts of path, bytes, sha256, media_type and then `more`. */
export function filesDataset(
  name: string,
  more: readonly Field[],
  entries: readonly (readonly (string | null)[])[],
): Dataset {
  const fields = [
    field('path', 'string'),
    field('bytes', { kind: 'integer', minimum: '0', maximum: '9007199254740991' }),
    field('sha256', 'string'),
    field('media_type', 'string'),
    ...more,
  ];
  return {
    ...eventDataset(name, fields, { key: ['path'], description: `Pictures of ${name}.` }),
    source: {
      kind: 'files',
      folder: `./${name}`,
      manifest: `${name}.csv`,
      entries,
      places: entries.map(() => place),
    },
  };
}

export function tag(id: string, more: Partial<Tag> = {}): Tag {
  return { id, alias: id.toUpperCase(), place, ...more };
}

/** Production days from six to six in Berlin; dated where `more` says from and until. */
export function calendar(more: Partial<Calendar>): Calendar {
  return {
    name: 'production_day',
    zone: 'Europe/Berlin',
    dayStart: '06:00',
    shifts: [],
    place,
    ...more,
  };
}

export function computedDataset(
  name: string,
  fields: readonly Field[],
  key: readonly string[],
  sql = emptyResult(fields),
): Dataset {
  return {
    ...eventDataset(name, fields, { key, change: 'revise' }),
    source: {
      kind: 'transform',
      transform: { path: `${name}.sql`, sql, reads: [], refresh: { kind: 'full' }, place },
    },
  };
}

export function contract(id: string, major: number, datasets: readonly Dataset[]): Contract {
  return {
    id,
    version: `${major}.0.0`,
    major,
    apiVersion: 'v3.1.0',
    status: 'active',
    product: id,
    datasets,
    roles: [],
    slas: [],
    path: `${id}.v${major}.odcs.yaml`,
    place,
  };
}

export function product(
  id: string,
  contracts: readonly Contract[],
  more: Partial<Product> = {},
): Product {
  return {
    id,
    kind: 'data',
    name: id,
    domain: 'casting',
    status: 'active',
    inputPorts: [],
    outputPorts: [],
    contracts,
    agreements: [],
    waivers: [],
    folder: `products/casting/${id}`,
    place,
    ...more,
  };
}

export function plant(products: readonly Product[]): Plant {
  return {
    name: 'test plant',
    timeZone: 'Europe/Berlin',
    topicRoot: 'plant',
    calendars: [],
    domains: [],
    products,
  };
}

export function validators(name: string): ValidatorRef {
  return { name, sha256: '0'.repeat(64) };
}

/** A transform that gives the fields' columns, and no row. */
function emptyResult(fields: readonly Field[]): string {
  const types: Readonly<Record<string, string>> = {
    integer: 'bigint',
    number: 'numeric',
    boolean: 'boolean',
    timestamp: 'timestamptz',
    date: 'date',
  };
  const columns = fields.map(
    ({ name, type }) => `NULL::${types[type.kind] ?? 'text'} AS "${name.replaceAll('"', '""')}"`,
  );
  return `SELECT ${columns.join(', ')} WHERE false`;
}

/** Heats with nested chemistry, samples in two levels and corrections; strands; heat KPIs. */
export function castingPlant(heatFields: readonly Field[] = heatRecord()): Plant {
  const heat = eventDataset('heat', heatFields, {
    key: ['heat_id'],
    change: 'revise',
    revision: 'revision',
    cancelled: { field: 'status', equals: 'cancelled' },
    description: "One heat's report.",
  });
  const kpi = computedDataset(
    'heat_kpi',
    [field('heat_id', 'string'), field('speed', 'number'), optional('note', 'string')],
    ['heat_id'],
  );
  return plant([
    product('heat', [contract('heat', 1, [heat])]),
    product('strand', [contract('strand', 1, [sensorDataset('strand')])]),
    product('heat_kpi', [contract('heat_kpi', 1, [kpi])], {
      inputPorts: [
        { name: 'heats', contractId: 'heat', version: '1.0.0' },
        { name: 'strands', contractId: 'strand', version: 'v1' },
      ],
    }),
  ]);
}

export function heatRecord(): readonly Field[] {
  return [
    field('id', { kind: 'integer', minimum: '1', maximum: '9007199254740991' }),
    field('heat_id', { kind: 'string', minLength: 1, maxLength: 8 }),
    field('revision', { kind: 'integer', minimum: '1', maximum: '32000' }),
    field('status', { kind: 'string', values: ['released', 'corrected', 'cancelled'] }),
    field('cast_end', 'timestamp'),
    field(
      'weight',
      { kind: 'number', minimum: '0', exclusiveMaximum: '400.5' },
      {
        description: 'Steel in the ladle.',
        unit: { code: 't' },
      },
    ),
    field('chemistry', {
      kind: 'object',
      fields: [field('c', 'number'), optional('al', 'number')],
    }),
    field('samples', {
      kind: 'array',
      items: {
        kind: 'object',
        fields: [
          field('number', { kind: 'integer', minimum: '1', maximum: '99' }),
          field('elements', {
            kind: 'array',
            items: {
              kind: 'object',
              fields: [field('symbol', 'string'), field('content', 'number')],
            },
          }),
        ],
      },
    }),
    optional('tags', { kind: 'array', items: { kind: 'string' } }),
    field('remarks', 'string', { nullable: true }),
  ];
}

/** Slabs that may mix two heats, and plates that come out of slabs; both are revised. */
export function slabPlant(): Plant {
  const slab = eventDataset(
    'slab',
    [
      field('slab_id', 'string', { identifier: 'slab' }),
      field('revision', { kind: 'integer', minimum: '1', maximum: '99' }),
      field('heats', {
        kind: 'array',
        items: {
          kind: 'object',
          fields: [
            field('heat_id', 'string', { identifier: 'heat' }),
            field('share', 'number'),
            optional('position', 'number'),
          ],
        },
      }),
    ],
    {
      key: ['slab_id'],
      change: 'revise',
      revision: 'revision',
      derives: [
        {
          parent: 'heats.heat_id',
          parentKind: 'heat',
          child: 'slab_id',
          childKind: 'slab',
          share: 'heats.share',
          position: 'heats.position',
        },
      ],
    },
  );
  const plate = eventDataset(
    'plate',
    [
      field('plate_id', 'string', { identifier: 'plate' }),
      optional('slab_id', 'string'),
      field('revision', { kind: 'integer', minimum: '1', maximum: '99' }),
    ],
    {
      key: ['plate_id'],
      change: 'revise',
      revision: 'revision',
      derives: [{ parent: 'slab_id', parentKind: 'slab', child: 'plate_id', childKind: 'plate' }],
    },
  );
  return plant([
    product('slab', [contract('slab', 1, [slab])]),
    product('plate', [contract('plate', 1, [plate])]),
  ]);
}
