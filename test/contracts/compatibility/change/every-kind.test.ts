import { describe, expect, test } from 'vitest';
import type { FactKind } from '../../../../contracts/compatibility/change/change-fact.ts';
import { processPlant } from '../../model/process-plant.ts';
import { smallPlant } from '../../small-plant.ts';
import { diffOf, edited, type Texts } from './compared-plants.ts';

const heat = 'products/casting/heat/heat.v1.odcs.yaml';
const heatSchema = 'products/casting/heat/heat.v1.schema.json';
const heatProduct = 'products/casting/heat/product.odps.yaml';
const strand = 'products/casting/strand/strand.v1.odcs.yaml';
const tags = 'products/casting/strand/tags.csv';
const kpi = 'products/casting/kpi/kpi.v1.odcs.yaml';
const kpiSql = 'products/casting/kpi/kpi.sql';
const kpiProduct = 'products/casting/kpi/product.odps.yaml';
const slab = 'products/casting/slab/slab.v1.odcs.yaml';
const slabSchema = 'products/casting/slab/slab.v1.schema.json';
const surfaceCsv = 'products/casting/surface/surface.csv';
const report = 'products/casting/report/report.v1.schema.json';

const agreement = 'products/casting/heat/agreements/mes.heat.yaml';

/** One dataset of each class, unions, calendars, a model's results, a file set. */
function plant(): Texts {
  return {
    ...smallPlant(),
    ...processPlant(),
    [agreement]:
      'consumer: mes\ncontract: heat\nmajor: 1\npurpose: Orders\nfrom: "2026-01-01"\nuntil: "2028-01-01"\n',
    'products/casting/report/product.odps.yaml':
      'apiVersion: v1.0.0\nkind: DataProduct\nid: report\nstatus: active\n',
    'products/casting/report/report.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: report
version: 1.0.0
status: active
description: { purpose: What was reported. }
schema:
  - name: report
    authoritativeDefinitions: [{ type: jsonSchema, url: ./report.v1.schema.json }]
    customProperties:
      - property: tundish
        value: { class: event, topic: "plant/casting/{caster}/report/v1", eventKey: [id], eventTime: { field: at } }
`,
    [report]: `{
  "type": "object",
  "required": ["id", "at", "part"],
  "properties": {
    "id": { "type": "string" },
    "at": { "type": "string", "format": "date-time" },
    "part": {
      "oneOf": [
        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "crack" }, "length": { "type": "number" } } },
        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "dent" }, "depth": { "type": "number" } } }
      ]
    }
  }
}
`,
  };
}

const stories: Readonly<Record<FactKind, (files: Texts) => Texts>> = {
  'product-added': (files) => ({
    ...files,
    'products/casting/empty/product.odps.yaml':
      'apiVersion: v1.0.0\nkind: DataProduct\nid: empty\nstatus: active\n',
  }),
  'product-removed': (files) => without(without(without(files, kpi), kpiSql), kpiProduct),
  'product-moved': (files) =>
    movedFolder(files, 'products/casting/report/', 'products/rolling/report/'),
  'owner-changed': (files) => edited(files, heatProduct, 'name: melt-shop', 'name: caster-crew'),
  'owner-lost': (files) =>
    edited(
      edited(
        files,
        heatProduct,
        `team:
  name: melt-shop
  members:
    - { username: a.ivanov, role: Data Product Owner }
`,
        '',
      ),
      'plant.yaml',
      'topicRoot: plant\n',
      'topicRoot: plant\ndomains: [{ name: casting, lead: a.lindner }]\n',
    ),
  'input-port-added': (files) =>
    edited(
      files,
      kpiProduct,
      'contractId: heat }',
      'contractId: heat }\n  - { name: strand, version: 1.0.0, contractId: strand }',
    ),
  'input-port-removed': (files) => ({
    ...files,
    [kpiProduct]: 'apiVersion: v1.0.0\nkind: DataProduct\nid: kpi\nstatus: active\n',
  }),
  'output-port-removed': (files) =>
    edited(
      files,
      heatProduct,
      'outputPorts:\n  - { name: heat, version: 1.0.0, contractId: heat }\n',
      'outputPorts: []\n',
    ),
  'agreement-ended': (files) => without(files, agreement),
  'product-text-changed': (files) => edited(files, heatProduct, 'name: Heats', 'name: All heats'),
  'contract-added': (files) => ({
    ...files,
    'products/casting/report/other.v1.odcs.yaml': contractText('other', 1, 'id: other'),
  }),
  'major-added': (files) => withSecondMajor(files),
  'contract-removed': (files) => without(files, 'products/casting/report/report.v1.odcs.yaml'),
  'version-changed': (files) => edited(files, heat, 'version: 1.0.0', 'version: 1.1.0'),
  'status-changed': (files) => edited(files, heat, 'status: active', 'status: deprecated'),
  'sla-changed': (files) => edited(files, heat, 'value: 5, unit: min', 'value: 301, unit: s'),
  'role-added': (files) =>
    edited(
      files,
      heat,
      'access: read }',
      'access: read }\n  - { role: heat_admin, access: write }',
    ),
  'role-removed': (files) =>
    edited(files, heat, 'roles:\n  - { role: heat_reader, access: read }\n', ''),
  'role-changed': (files) => edited(files, heat, 'access: read }', 'access: write }'),
  'text-changed': (files) =>
    edited(files, 'products/casting/report/report.v1.odcs.yaml', 'What was reported.', 'Reports.'),
  'dataset-added': (files) => ({
    ...edited(
      files,
      kpi,
      'schema:\n',
      `schema:
  - name: kpi_day
    customProperties: [{ property: tundish, value: { transform: kpi_day.sql, change: revise } }]
    properties:
      - { name: heat_id, logicalType: string, primaryKey: true, required: true }
`,
    ),
    'products/casting/kpi/kpi_day.sql': 'SELECT heat_id FROM curated.heat_v1 AS h\n',
  }),
  'dataset-removed': (files) => edited(files, kpi, '  - name: kpi\n', '  - name: kpi_all\n'),
  'class-changed': (files) => ({
    ...edited(
      files,
      'products/casting/report/report.v1.odcs.yaml',
      'class: event, topic: "plant/casting/{caster}/report/v1", eventKey: [id], eventTime: { field: at }',
      'class: sensor, topic: "plant/casting/{caster}/report/v1", series: { dimensions: [], tag: id, value: value }, eventTime: { field: at }',
    ),
    [report]: `{
  "type": "object",
  "required": ["id", "at", "value"],
  "properties": {
    "id": { "type": "string" },
    "at": { "type": "string", "format": "date-time" },
    "value": { "type": "number" }
  }
}
`,
  }),
  'topic-changed': (files) => edited(files, heat, '{caster}/heat/v1', '{machine}/heat/v1'),
  'event-key-changed': (files) => edited(files, heat, '[source, sequence]', '[source, heat_id]'),
  'event-time-changed': (files) => edited(files, heat, 'skew: PT5M', 'skew: PT10M'),
  'version-pointer-changed': (files) =>
    edited(
      files,
      heat,
      'eventKey: [source',
      'versionPointer: /source\n          eventKey: [source',
    ),
  'series-changed': (files) =>
    edited(files, strand, 'value: value, quality: quality', 'value: value'),
  'sampling-changed': (files) => edited(files, strand, 'sampling: PT1S', 'sampling: PT2S'),
  'change-changed': (files) =>
    edited(
      files,
      heat,
      '          change: revise\n          revision: revision\n          cancelled: { field: status, equals: cancelled }\n',
      '          change: append\n',
    ),
  'key-changed': (files) =>
    edited(
      files,
      heat,
      '      - name: weight\n',
      '      - { name: source, primaryKey: true, primaryKeyPosition: 2 }\n      - name: weight\n',
    ),
  'revision-changed': (files) => edited(files, heat, 'revision: revision', 'revision: sequence'),
  'cancelled-changed': (files) => edited(files, heat, 'equals: cancelled', 'equals: final'),
  'mode-changed': (files) => edited(files, heat, 'BACKWARD_TRANSITIVE', 'FULL'),
  'provenance-changed': (files) =>
    edited(files, slab, 'inputFrom: input_from', 'inputFrom: cut_at'),
  'derivation-changed': (files) => edited(files, slab, '              share: heats.share\n', ''),
  'transform-changed': (files) => edited(files, kpiSql, 'count(*)', 'count(m.value)'),
  'refresh-changed': (files) =>
    edited(files, kpi, 'h.caster = c.caster\n', 'h.caster = c.caster AND c.value > 0\n'),
  'quality-changed': (files) =>
    edited(files, heat, 'mustBeGreaterThan: 0', 'mustBeGreaterThan: 10'),
  'manifest-changed': (files) => edited(files, surfaceCsv, 'b.txt,S2', 'b.txt,S3'),
  'payload-changed': (files) => edited(files, heatSchema, '"maxLength": 40', '"maxLength": 30'),
  'field-added': (files) =>
    edited(files, heatSchema, '"status": {', '"grade": { "type": "string" }, "status": {'),
  'field-removed': (files) =>
    edited(files, slabSchema, '    "badge": { "type": "integer" },\n', ''),
  'field-renamed': (files) => edited(files, slabSchema, '"cuts": {', '"pieces": {'),
  'field-moved': (files) =>
    edited(
      edited(files, slabSchema, '    "badge": { "type": "integer" },\n', ''),
      slabSchema,
      '"media_type": { "type": "string", "maxLength": 80 }',
      '"media_type": { "type": "string", "maxLength": 80 }, "badge": { "type": "integer" }',
    ),
  'type-changed': (files) =>
    edited(files, slabSchema, '"badge": { "type": "integer" }', '"badge": { "type": "number" }'),
  'requirement-changed': (files) =>
    edited(files, heatSchema, '"cast_end", "weight"]', '"cast_end"]'),
  'nullability-changed': (files) => edited(files, heatSchema, '["number", "null"]', '["number"]'),
  'values-changed': (files) =>
    edited(files, heatSchema, '["final", "cancelled"]', '["final", "cancelled", "open"]'),
  'range-changed': (files) => edited(files, heatSchema, '400.50', '400.51'),
  'length-changed': (files) => edited(files, heatSchema, '"maxLength": 40', '"maxLength": 41'),
  'pattern-changed': (files) => edited(files, heatSchema, '^[0-9]{6}$', '^[0-9]{6,7}$'),
  'format-changed': (files) =>
    edited(
      files,
      heatSchema,
      '"source": { "type": "string",',
      '"source": { "type": "string", "format": "hostname",',
    ),
  'branch-added': (files) =>
    edited(
      files,
      report,
      '"oneOf": [\n',
      '"oneOf": [\n        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "stain" } } },\n',
    ),
  'branch-removed': (files) =>
    edited(
      files,
      report,
      `,
        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "dent" }, "depth": { "type": "number" } } }`,
      `,
        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "bulge" }, "depth": { "type": "number" } } }`,
    ),
  'unit-changed': (files) => edited(files, heat, 'value: t }', 'value: kg }'),
  'column-moved': (files) =>
    edited(files, heat, 'name: weight\n', 'name: weight\n        physicalName: steel\n'),
  'identifier-changed': (files) => edited(files, heat, 'value: heat }', 'value: cast }'),
  'classification-changed': (files) =>
    edited(files, heat, 'classification: internal', 'classification: confidential'),
  'treatment-changed': (files) => edited(files, slab, 'value: pseudonymise', 'value: encrypt'),
  'field-text-changed': (files) => edited(files, heat, 'Heat number', 'Number of the heat'),
  'tag-added': (files) =>
    edited(files, tags, 'casting_speed,', 'oscillation,OS,,mm,,,,\ncasting_speed,'),
  'tag-removed': (files) =>
    edited(files, tags, 'casting_speed,CS,Speed of the strand,m/min,0,2.5,PT1S,\n', ''),
  'tag-renamed': (files) =>
    edited(
      files,
      tags,
      'm/min,0,2.5,PT1S,\n',
      'm/min,0,2.5,PT1S,\ncasting_speed,VC,Speed of the strand,m/min,0,2.5,PT1S,2027-01-01T00:00:00Z\n',
    ),
  'tag-alias-lost': (files) => edited(files, tags, ',CS,', ',VC,'),
  'tag-unit-changed': (files) => edited(files, tags, ',m/min,', ',mm/s,'),
  'tag-range-changed': (files) => edited(files, tags, ',0,2.5,', ',0,2.50001,'),
  'tag-text-changed': (files) => edited(files, tags, 'Speed of the strand', 'Casting speed'),
  'table-added': (files) =>
    edited(
      files,
      slabSchema,
      '"badge": {',
      '"marks": { "type": "array", "items": { "type": "object", "properties": { "n": { "type": "integer" } } } }, "badge": {',
    ),
  'table-removed': (files) =>
    edited(
      files,
      slabSchema,
      '    "cuts": { "type": "array", "items": { "type": "object", "properties": { "heat_id": { "type": "string" } } } },\n',
      '',
    ),
  'column-added': (files) => stories['field-added'](files),
  'column-removed': (files) => stories['field-removed'](files),
  'column-type-changed': (files) =>
    edited(files, slabSchema, '"badge": { "type": "integer" }', '"badge": { "type": "boolean" }'),
  'column-nullability-changed': (files) => stories['requirement-changed'](files),
  'table-key-changed': (files) => edited(files, strand, 'dimensions: [caster]', 'dimensions: []'),
  'view-added': (files) => stories['table-added'](files),
  'view-removed': (files) => stories['table-removed'](files),
  'view-column-added': (files) => stories['field-added'](files),
  'view-column-removed': (files) => stories['field-removed'](files),
  'view-column-type-changed': (files) => stories['column-type-changed'](files),
  'view-column-nullability-changed': (files) => stories['requirement-changed'](files),
  'view-rows-changed': (files) => stories['cancelled-changed'](files),
  'grant-added': (files) => stories['input-port-added'](files),
  'grant-removed': (files) => stories['input-port-removed'](files),
  'queue-renamed': (files) => stories['class-changed'](files),
  'plant-changed': (files) => edited(files, 'plant.yaml', 'name: smallworks', 'name: bigworks'),
  'calendar-added': (files) =>
    edited(
      files,
      'plant.yaml',
      'calendars:\n',
      'calendars:\n  - { name: week, zone: Europe/Berlin, dayStart: "00:00" }\n',
    ),
  'calendar-removed': (files) =>
    without(
      edited(
        edited(files, slab, ', scheduler: calendar, schedule: production_day', ''),
        'plant.yaml',
        files['plant.yaml']?.split('topicRoot: plant\n')[1] ?? '',
        '',
      ),
      'calendars/stops.csv',
    ),
  'calendar-changed': (files) => edited(files, 'plant.yaml', 'start: "14:00"', 'start: "15:00"'),
};

function without(files: Texts, file: string): Texts {
  if (files[file] === undefined) throw new Error(`There is no file ${file}.`);
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== file));
}

function movedFolder(files: Texts, from: string, to: string): Texts {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(from, to), text]),
  );
}

function contractText(name: string, major: number, id: string): string {
  return `apiVersion: v3.1.0
kind: DataContract
${id}
version: ${major}.0.0
status: active
schema:
  - name: ${name}
    authoritativeDefinitions: [{ type: jsonSchema, url: ./report.v1.schema.json }]
    customProperties:
      - property: tundish
        value: { class: event, topic: "plant/casting/{caster}/${name}/v${major}", eventKey: [id], eventTime: { field: at } }
`;
}

function withSecondMajor(files: Texts): Texts {
  return {
    ...files,
    'products/casting/report/report.v2.odcs.yaml': contractText('report', 2, 'id: report'),
  };
}

describe('every kind of fact comes of a change to the files', () => {
  for (const [kind, change] of Object.entries(stories)) {
    test(kind, async () => {
      const facts = await diffOf(plant(), change(plant()));
      expect(facts.map((fact) => fact.kind)).toContain(kind);
    });
  }
});
