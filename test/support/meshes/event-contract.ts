import { elements, writtenUnit } from './measures.ts';
import { fileNameOf, type MeshContract, teamText } from './mesh-product.ts';
import { schemaText } from './schema-text.ts';

/** The ODCS file of a contract over event reports of a station. */
export function eventContract(contract: MeshContract, domain: string, team: string): string {
  const { id, version, major, isDeprecated, piece, measures } = contract;
  const fields = measures.map(
    ({ name, unit }) => `      - name: ${name}
        logicalType: number
        businessName: ${name.replaceAll('_', ' ')}
        classification: internal
        customProperties: [{ property: unit, value: ${writtenUnit(unit)} }]
`,
  );
  const contents = elements.map(
    ([symbol]) =>
      `          - { name: ${symbol}, logicalType: number, classification: confidential, customProperties: [{ property: unit, value: "%" }] }\n`,
  );
  const end = isDeprecated
    ? `  - { property: endOfSupport, value: "2028-06-30", element: ${id}, driver: operational, description: Until then stations may send major ${major}. }\n`
    : '';
  return `apiVersion: v3.1.0
kind: DataContract
id: ${id}
name: Reports of ${id.replaceAll('_', ' ')}
version: ${version}
status: ${isDeprecated ? 'deprecated' : 'active'}
domain: ${domain}
description:
  purpose: >-
    One report per ${piece} and revision from the level-2 system of the station: when it was
    worked on, with which settings and results. The basis of release, tracing and statistics.
  usage: >-
    Read ${contract.view} for what is known now and its history for what was known at a past
    time. The laboratory corrects results up to 48 hours after the end of the operation.
  limitations: >-
    Pieces that were taken out before the end of the operation do not appear.
schema:
  - name: ${id}
    logicalType: object
    businessName: Report of ${id.replaceAll('_', ' ')}
    description: One ${piece}, from the start to the end of the operation.
    dataGranularityDescription: One row per ${piece}; the history holds one row per revision.
    authoritativeDefinitions:
      - type: jsonSchema
        url: ./${fileNameOf(contract)}.schema.json
    customProperties:
      - property: tundish
        value:
          class: event
          topic: plant/${domain}/{station}/${id}/v${major}
          eventKey: [source, sequence]
          eventTime: { field: ended_at, skew: PT5M }
          change: revise
          revision: revision
          cancelled: { field: status, equals: cancelled }
          compatibility: BACKWARD_TRANSITIVE
          drift: quarantine
    properties:
      - name: ${piece}_id
        logicalType: string
        businessName: Number of the ${piece}
        primaryKey: true
        primaryKeyPosition: 1
        classification: internal
        customProperties:
          - { property: identifier, value: ${piece} }
      - name: station
        logicalType: string
        classification: internal
      - name: started_at
        logicalType: timestamp
        classification: internal
      - name: ended_at
        logicalType: timestamp
        classification: internal
${fields.join('')}      - name: analysis
        logicalType: object
        classification: confidential
        properties:
${contents.join('')}      - name: samples
        logicalType: array
        items:
          logicalType: object
          properties:
            - name: reading
              logicalType: number
              classification: internal
              customProperties:
                - { property: unit, value: ${writtenUnit(measures[0]?.unit ?? '1')} }
    quality:
      - type: library
        name: A ${piece} stands in the view once
        metric: duplicateValues
        arguments: { properties: [${piece}_id] }
        mustBe: 0
        unit: rows
        dimension: uniqueness
        severity: error
      - type: sql
        name: Work takes time
        description: An operation ends after it began and lasts no longer than a day.
        query: >-
          SELECT count(*) FROM {object}
          WHERE ended_at <= started_at OR ended_at - started_at > interval '24 hours'
        mustBe: 0
        dimension: consistency
        severity: error
slaProperties:
${end}  - { property: latency, value: 120, unit: s, element: ${id}.ended_at, driver: operational, scheduler: calendar, schedule: production_day, description: From the end of the operation to the row. }
  - { property: frequency, value: 60, unit: min, element: ${id}, driver: operational, scheduler: calendar, schedule: production_day, description: A station in operation reports at least one piece an hour. }
  - { property: retention, value: 10, unit: y, element: ${id}, driver: regulatory, description: Inspection certificates refer to the figures. }
roles:
  - { role: ${contract.product}_reader, access: read, firstLevelApprovers: ${team}, description: Reads the curated views. }
${teamText(team)}`;
}

/** The payload schema of an event contract, written as a person writes it. */
export function eventSchema(contract: MeshContract): string {
  const { piece, measures } = contract;
  const required = ['source', 'sequence', `${piece}_id`, 'revision', 'status', 'station'];
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${fileNameOf(contract)}.schema.json`,
    title: `Report of ${contract.id}`,
    description: `What the station's level 2 reports about one ${piece}, and again whenever a figure is corrected.`,
    type: 'object',
    required: [
      ...required,
      'started_at',
      'ended_at',
      ...measures.slice(0, 4).map(({ name }) => name),
    ],
    properties: {
      source: {
        description: 'The system that sends.',
        type: 'string',
        minLength: 1,
        maxLength: 32,
      },
      sequence: {
        description: 'Counts the reports of one source; a resend keeps its number.',
        type: 'integer',
        minimum: 1,
        maximum: 9007199254740991,
      },
      [`${piece}_id`]: {
        description: `Number of the ${piece}: a letter, the year, a running number.`,
        type: 'string',
        pattern: '^[A-Z][0-9]{7}$',
        maxLength: 8,
      },
      revision: {
        description: '1 for the first report, one more for each correction.',
        type: 'integer',
        minimum: 1,
        maximum: 32000,
      },
      status: {
        description:
          'preliminary: laboratory still at work; cancelled: the report was made in error.',
        enum: ['preliminary', 'released', 'corrected', 'cancelled'],
      },
      station: { description: 'Station that worked on it.', enum: ['L1', 'L2', 'L3'] },
      started_at: { description: 'Start of the operation.', type: 'string', format: 'date-time' },
      ended_at: { description: 'End of the operation.', type: 'string', format: 'date-time' },
      ...Object.fromEntries(
        measures.map(({ name, description, minimum, maximum }) => [
          name,
          { description, type: 'number', minimum, maximum },
        ]),
      ),
      analysis: {
        description: 'Analysis that is valid for the piece.',
        type: 'object',
        required: ['c', 'mn'],
        properties: Object.fromEntries(
          elements.map(([symbol, description]) => [
            symbol,
            { description, $ref: '#/$defs/mass_fraction' },
          ]),
        ),
      },
      samples: {
        description: 'Readings behind the figures, in the order of their time.',
        type: 'array',
        maxItems: 50,
        items: {
          type: 'object',
          required: ['taken_at', 'reading'],
          properties: {
            taken_at: { description: 'When it was taken.', type: 'string', format: 'date-time' },
            reading: { description: 'What the gauge showed.', type: 'number' },
          },
        },
      },
    },
    $defs: { mass_fraction: { type: 'number', minimum: 0, maximum: 100 } },
  };
  return schemaText(schema);
}
