import { fileNameOf, type MeshContract, teamText } from './mesh-product.ts';
import { schemaText } from './schema-text.ts';

/** The ODCS file of a contract over sampled signals. */
export function sensorContract(contract: MeshContract, domain: string, team: string): string {
  const { id, version, major } = contract;
  const fields = [
    ['station', 'string', 'Line on which the signal is scanned, as the gateway names it.'],
    ['unit_no', 'integer', 'Stand, zone or strand within the line, counted from its entry.'],
    ['tag', 'string', 'Name that stays when a gauge is replaced; the register gives its meaning.'],
    ['time', 'timestamp', 'When the controller scanned the signal, by its own clock.'],
    ['value', 'number', 'The value in the unit that the register names.'],
    ['quality', 'string', "The controller's own verdict on the sample."],
  ].map(
    ([name, type, description]) => `      - name: ${name}
        logicalType: ${type}
        description: ${description}
        classification: internal
`,
  );
  return `apiVersion: v3.1.0
kind: DataContract
id: ${id}
name: Signals of ${id.replaceAll('_', ' ')}
version: ${version}
status: active
domain: ${domain}
description:
  purpose: >-
    The signals that decide on the quality of a piece, as the controllers scan them: speeds,
    forces, temperatures, cooling. For process engineers, for models, for the figures per piece.
  usage: >-
    Read ${contract.view}; it leaves out samples that are bad or no number. The register
    says what a tag means, in which unit, and which range is plausible; ids stay when a signal is
    renamed or a gauge replaced.
  limitations: >-
    Sampled, not compressed: a gap of more than three sampling intervals is a gap in the source. A
    gateway may resend a packet after a reconnect; it is recognised by tag and time.
schema:
  - name: ${id}
    logicalType: object
    businessName: Signal of ${id.replaceAll('_', ' ')}
    description: One sample of one signal of one station.
    dataGranularityDescription: One row per station, unit, tag and scan.
    authoritativeDefinitions:
      - type: jsonSchema
        url: ./${fileNameOf(contract)}.schema.json
    customProperties:
      - property: tundish
        value:
          class: sensor
          topic: plant/${domain}/{station}/${id}/v${major}
          series: { dimensions: [station, unit_no], tag: tag, value: value, quality: quality }
          eventTime: { field: time, skew: PT5M }
          sampling: PT1S
          tags: ${id}.tags.csv
          compatibility: BACKWARD
          drift: quarantine
    properties:
${fields.join('')}    quality:
      - type: sql
        name: Every station in operation is measured
        description: One sample a second; fewer than half of them in ten minutes is a fault of the gateway.
        query: >-
          SELECT count(*) FROM {object}
          WHERE tag = '${contract.measures[0]?.name}' AND time > now() - interval '10 minutes'
        mustBeGreaterThan: 300
        unit: rows
        dimension: completeness
        severity: warning
slaProperties:
  - { property: latency, value: 5, unit: s, element: ${id}.time, driver: operational, scheduler: calendar, schedule: production_day, description: From the scan to the row. }
  - { property: frequency, value: 1, unit: s, element: ${id}.time, driver: operational, scheduler: calendar, schedule: production_day, description: Sampling of the fast signals. }
  - { property: availability, value: 99.5, unit: percent, element: ${id}, driver: operational, scheduler: calendar, schedule: production_day, description: Share of scans that arrive. }
  - { property: retention, value: 2, unit: y, element: ${id}, driver: analytics }
roles:
  - { role: ${contract.product}_reader, access: read, firstLevelApprovers: ${team}, description: Reads the signals. }
${teamText(team)}`;
}

/** The payload schema of a sensor contract: a packet of samples. */
export function sensorSchema(contract: MeshContract): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${fileNameOf(contract)}.schema.json`,
    title: `Samples of ${contract.id}`,
    description: 'A packet of samples from the level-1 gateway, in the order of the scans.',
    type: 'array',
    minItems: 1,
    maxItems: 5000,
    items: {
      type: 'object',
      required: ['station', 'unit_no', 'tag', 'time', 'value'],
      properties: {
        station: { description: 'Line of the signal.', enum: ['L1', 'L2', 'L3'] },
        unit_no: {
          description: 'Stand, zone or strand.',
          type: 'integer',
          minimum: 1,
          maximum: 20,
        },
        tag: {
          description: 'Name of the signal in the controller.',
          type: 'string',
          minLength: 1,
          maxLength: 64,
        },
        time: { description: 'When it was scanned.', type: 'string', format: 'date-time' },
        value: { description: 'In the unit that the tag register names.', type: 'number' },
        quality: { description: "The controller's verdict.", enum: ['good', 'bad', 'uncertain'] },
      },
    },
  };
  return schemaText(schema);
}

/** The register of the tags of a sensor contract. */
export function tagRegister({ measures }: MeshContract): string {
  const rows = measures.map(({ name, description, unit, minimum, maximum }) => {
    const code = /code: (\w+)/.exec(unit)?.[1] ?? unit;
    return `${name},${name.toUpperCase()}_PV,"${description}",${code},${minimum},${maximum},PT1S,\n`;
  });
  return `id,alias,description,unit,minimum,maximum,sampling,valid_from\n${rows.join('')}`;
}
