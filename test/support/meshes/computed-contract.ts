import { type Measure, writtenUnit } from './measures.ts';
import { fileNameOf, type MeshContract, teamText } from './mesh-product.ts';

/** The ODCS file of a contract over figures that a transform computes from other products. */
export function computedContract(contract: MeshContract, domain: string, team: string): string {
  const { id, version, piece, reads, measures } = contract;
  const [first] = reads;
  const fields = measures.flatMap((measure) => figuresOf(measure));
  const properties = fields.map(
    ({ name, unit, description }) => `      - name: ${name}
        logicalType: number
        businessName: ${name.replaceAll('_', ' ')}
        description: ${description}
        classification: internal
        customProperties:
          - { property: unit, value: ${writtenUnit(unit)} }
        quality:
          - type: library
            name: ${name.replaceAll('_', ' ')} is known for most
            metric: nullValues
            mustBeLessThan: 5
            unit: percent
            dimension: completeness
            severity: warning
`,
  );
  return `apiVersion: v3.1.0
kind: DataContract
id: ${id}
name: Figures of ${id.replaceAll('_', ' ')}
version: ${version}
status: active
domain: ${domain}
description:
  purpose: >-
    What a shift leader and a metallurgist ask about a ${piece}, in one row: how long it took, how
    hot it was, and whether its figures lie where the order wants them.
  usage: >-
    Read ${contract.view}. A figure changes when a report is corrected; the history keeps every
    value with the time it was known and the change that caused it.
  limitations: >-
    Figures cover the reports that arrived; a ${piece} without one has none.
schema:
  - name: ${id}
    logicalType: object
    businessName: Figures of ${id.replaceAll('_', ' ')}
    description: One row per ${piece} that is not cancelled.
    dataGranularityDescription: One row per ${piece}.
    customProperties:
      - property: tundish
        value:
          transform: ${fileNameOf(contract)}.sql
          change: revise
          incremental:
            key: [${piece}_id]
            changed_by:
${reads.map(({ view }) => `              ${view}: [${piece}_id]\n`).join('')}          compatibility: BACKWARD_TRANSITIVE
    properties:
      - name: ${piece}_id
        logicalType: string
        businessName: Number of the ${piece}
        description: Number given when the ${piece} was made.
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        classification: internal
        customProperties:
          - { property: identifier, value: ${piece} }
${
  first?.kind === 'event'
    ? `      - name: ended_at
        logicalType: timestamp
        description: End of the operation.
        required: true
        classification: internal
      - name: duration
        logicalType: number
        description: From start to end of the operation.
        required: true
        classification: internal
        customProperties:
          - { property: unit, value: s }
`
    : ''
}${properties.join('')}slaProperties:
  - { property: latency, value: 5, unit: min, element: ${id}, driver: operational, scheduler: calendar, schedule: production_day, description: From the end of the operation to the row. }
  - { property: retention, value: 10, unit: y, element: ${id}, driver: regulatory }
roles:
  - { role: ${contract.product}_reader, access: read, firstLevelApprovers: ${team}, description: Reads the figures. }
${teamText(team)}`;
}

/** What is computed of one measure of the first contract read. */
function figuresOf({ name, unit, description, minimum, maximum }: Measure): readonly Measure[] {
  const text = description.replace(/\.$/, '').toLowerCase();
  return [
    {
      name: `${name}_now`,
      unit,
      minimum,
      maximum,
      description: `As last reported by the station, ${text}.`,
    },
  ];
}

/** The transform: the newest report of each piece beside what the other views say of it. */
export function transformText({ piece, reads, measures }: MeshContract): string {
  const [first, ...others] = reads;
  if (first === undefined) throw new Error('a computed contract of a mesh reads something');
  const isEvent = first.kind === 'event';
  const columns = measures.map(({ name }, index) => {
    const source = isEvent ? `r.${name}` : `r.${name}_now`;
    const other = others[index % Math.max(1, others.length)];
    const theirs = other?.measures.some((each) => each.name === name)
      ? `coalesce(${source}, o${others.indexOf(other)}.${other.kind === 'event' ? name : `${name}_now`})`
      : source;
    return `  round(${theirs}, 3) AS ${name}_now`;
  });
  const times = isEvent
    ? ['  r.ended_at', '  extract(epoch FROM r.ended_at - r.started_at) AS duration']
    : [];
  const joins = others.map(
    ({ view }, index) =>
      `LEFT JOIN ${view} AS o${index} ON o${index}.${piece}_id = r.${piece}_id\n`,
  );
  return `-- One row per ${piece}: the newest report, completed by what later stations say of it.
-- Figures are rounded to what the gauges resolve, so that a resend changes nothing.
SELECT
${[`  r.${piece}_id`, ...times, ...columns].join(',\n')}
FROM ${first.view} AS r
${joins.join('')}`;
}
