/** The files of a plant with one dataset of each kind, sound in every respect. */
export function smallPlant(): Record<string, string> {
  return {
    'plant.yaml': `name: smallworks
timeZone: Europe/Berlin
topicRoot: plant
calendars:
  - { name: production_day, zone: Europe/Berlin, dayStart: "06:00" }
`,
    'products/casting/heat/product.odps.yaml': `apiVersion: v1.0.0
kind: DataProduct
id: heat
name: Heats
version: 1.0.0
status: active
domain: casting
outputPorts:
  - { name: heat, version: 1.0.0, contractId: heat }
team:
  name: melt-shop
  members:
    - { username: a.ivanov, role: Data Product Owner }
support:
  - { channel: melt-shop, url: "mailto:melt-shop@smallworks.example" }
`,
    'products/casting/heat/heat.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: heat
version: 1.0.0
status: active
schema:
  - name: heat
    logicalType: object
    description: One heat.
    authoritativeDefinitions:
      - type: jsonSchema
        url: ./heat.v1.schema.json
    customProperties:
      - property: tundish
        value:
          class: event
          topic: plant/casting/{caster}/heat/v1
          eventKey: [source, sequence]
          eventTime: { field: cast_end, zone: Europe/Berlin, skew: PT5M }
          change: revise
          revision: revision
          cancelled: { field: status, equals: cancelled }
          compatibility: BACKWARD_TRANSITIVE
          drift: quarantine
    properties:
      - name: heat_id
        logicalType: string
        businessName: Heat number
        classification: internal
        primaryKey: true
        primaryKeyPosition: 1
        customProperties:
          - { property: identifier, value: heat }
      - name: weight
        logicalType: number
        customProperties:
          - { property: unit, value: t }
      - name: chemistry
        logicalType: object
        properties:
          - name: c
            logicalType: number
            description: Carbon.
            customProperties:
              - { property: unit, value: "%" }
      - name: samples
        logicalType: array
        items:
          logicalType: object
          properties:
            - { name: temperature, logicalType: number }
    quality:
      - { type: library, metric: rowCount, mustBeGreaterThan: 0, unit: rows }
slaProperties:
  - { property: latency, value: 5, unit: min }
roles:
  - { role: heat_reader, access: read }
`,
    'products/casting/heat/heat.v1.schema.json': `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["source", "sequence", "heat_id", "revision", "status", "cast_end", "weight"],
  "properties": {
    "source": { "type": "string", "maxLength": 40 },
    "sequence": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 },
    "heat_id": { "type": "string", "pattern": "^[0-9]{6}$" },
    "revision": { "type": "integer", "minimum": 0 },
    "status": { "enum": ["final", "cancelled"] },
    "cast_end": { "type": "string" },
    "weight": { "type": "number", "minimum": 0, "exclusiveMaximum": 400.50 },
    "chemistry": { "type": "object", "properties": { "c": { "type": ["number", "null"] } } },
    "samples": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["temperature"],
        "properties": { "temperature": { "type": "number" } }
      }
    }
  }
}
`,
    'products/casting/strand/product.odps.yaml': `apiVersion: v1.0.0
kind: DataProduct
id: strand
status: active
`,
    'products/casting/strand/strand.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: strand
version: 1.0.0
status: active
schema:
  - name: strand
    authoritativeDefinitions:
      - { type: jsonSchema, url: ./strand.v1.schema.json }
    customProperties:
      - property: tundish
        value:
          class: sensor
          topic: plant/casting/{caster}/strand/v1
          series: { dimensions: [caster], tag: tag, value: value, quality: quality }
          eventTime: { field: time }
          sampling: PT1S
          tags: tags.csv
          compatibility: BACKWARD
`,
    'products/casting/strand/strand.v1.schema.json': `{
  "type": "array",
  "items": {
    "type": "object",
    "required": ["caster", "tag", "time", "value"],
    "properties": {
      "caster": { "type": "string" },
      "tag": { "type": "string" },
      "time": { "type": "string", "format": "date-time" },
      "value": { "type": "number" },
      "quality": { "enum": ["good", "bad"] }
    }
  }
}
`,
    'products/casting/strand/tags.csv': `id,alias,description,unit,minimum,maximum,sampling,valid_from
casting_speed,CS,Speed of the strand,m/min,0,2.5,PT1S,
mold_level,ML,"Steel level, from the edge",mm,20,200,PT0.5S,2025-03-10T04:00:00Z
`,
    'products/casting/kpi/product.odps.yaml': `apiVersion: v1.0.0
kind: DataProduct
id: kpi
status: active
inputPorts:
  - { name: heat, version: 1.0.0, contractId: heat }
`,
    'products/casting/kpi/kpi.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: kpi
version: 1.0.0
status: active
schema:
  - name: kpi
    customProperties:
      - property: tundish
        value:
          transform: kpi.sql
          change: revise
          incremental:
            key: [heat_id]
            changed_by:
              curated.heat_v1: [heat_id]
              metrics.strand_v1: SELECT h.heat_id FROM changed c JOIN curated.heat_v1 h ON h.caster = c.caster
    properties:
      - { name: heat_id, logicalType: string, primaryKey: true, required: true }
      - { name: weight, logicalType: number }
      - { name: speed, logicalType: number, physicalType: double precision }
      - { name: samples, logicalType: integer, logicalTypeOptions: { minimum: 0 } }
`,
    'products/casting/kpi/kpi.sql': `-- Key figures of a heat.
SELECT h.heat_id, h.weight, avg(m.value) AS speed, count(*) AS samples
FROM curated.heat_v1 AS h
LEFT JOIN metrics.strand_v1 AS m ON m.caster = h.caster
GROUP BY h.heat_id, h.weight; -- one row per heat
`,
  };
}

/** The small plant with one text of a file replaced; the text must stand there exactly once. */
export function smallPlantWith(file: string, find: string, put: string): Record<string, string> {
  const files = smallPlant();
  const text = files[file];
  if (text === undefined) throw new Error(`The small plant has no file ${file}.`);
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`"${find}" stands ${parts.length - 1} times in ${file}.`);
  return { ...files, [file]: parts.join(put) };
}
