/**
 * The files of a plant with the parts of the language beyond plain streams: a model whose results
 * carry provenance, slabs that come out of heats, images, a file set, a calendar, personal fields.
 * It is sound in every respect.
 */
export function processPlant(): Record<string, string> {
  return {
    'plant.yaml': `name: smallworks
timeZone: Europe/Berlin
topicRoot: plant
calendars:
  - name: production_day
    zone: Europe/Berlin
    dayStart: "06:00"
    from: 2025-01-01
    until: 2027-12-31
    shifts:
      - { name: early, start: "06:00" }
      - { name: late, start: "14:00" }
      - { name: night, start: "22:00" }
    stops: calendars/stops.csv
`,
    'calendars/stops.csv': `starts_at,ends_at,reason
2025-12-24T14:00:00+01:00,2025-12-27T06:00:00+01:00,Christmas
2025-07-01T06:00:00+02:00,2025-07-15T06:00:00+02:00,"Relining, both furnaces"
`,
    'products/casting/slab/product.odps.yaml': `apiVersion: v1.0.0
kind: DataProduct
id: slab
status: active
customProperties:
  - property: tundish
    value:
      kind: model
      source: ./tracking.ts
      artifact: slab-tracking:2.3.1
      language: TypeScript
      license: Apache-2.0
      makes: [slab]
      intendedUse: Tells which heats a slab came out of; not for release.
      measured:
        - { name: share off by more than 5 %, value: 0.012 }
        - { name: AUC, value: "0.91" }
`,
    'products/casting/slab/tracking.ts': 'export const tracked = true;\n',
    'products/casting/slab/slab.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: slab
version: 1.0.0
status: active
schema:
  - name: slab
    authoritativeDefinitions:
      - { type: jsonSchema, url: ./slab.v1.schema.json }
    customProperties:
      - property: tundish
        value:
          class: event
          topic: plant/casting/{caster}/slab/v1
          eventKey: [slab_id, run_id]
          eventTime: { field: cut_at }
          change: revise
          revision: cut_at
          result:
            model: model_id
            modelVersion: model_version
            run: run_id
            inputFrom: input_from
            inputUntil: input_until
          derives:
            - parent: heats.heat_id
              child: slab_id
              share: heats.share
              position: heats.position
          files:
            - uri: image.uri
              sha256: image.sha256
              bytes: image.bytes
              mediaType: image.media_type
    properties:
      - name: slab_id
        primaryKey: true
        customProperties: [{ property: identifier, value: slab }]
      - name: operator
        classification: personal
        customProperties: [{ property: personal, value: pseudonymise }]
      - name: heats
        items:
          properties:
            - name: heat_id
              customProperties: [{ property: identifier, value: heat }]
            - name: position
              customProperties: [{ property: unit, value: m }]
slaProperties:
  - { property: frequency, value: 60, unit: min, scheduler: calendar, schedule: production_day }
  - { property: retention, value: 10, unit: y, scheduler: cron, schedule: 0 20 * * * }
`,
    'products/casting/slab/slab.v1.schema.json': `{
  "type": "object",
  "required": ["slab_id", "run_id", "cut_at", "model_id", "model_version", "input_from", "input_until", "heats"],
  "properties": {
    "slab_id": { "type": "string", "maxLength": 20 },
    "run_id": { "type": "string", "maxLength": 40 },
    "cut_at": { "type": "string", "format": "date-time" },
    "model_id": { "type": "string", "maxLength": 40 },
    "model_version": { "type": "string", "maxLength": 20 },
    "input_from": { "type": "string", "format": "date-time" },
    "input_until": { "type": "string", "format": "date-time" },
    "operator": { "type": "string", "maxLength": 80 },
    "badge": { "type": "integer" },
    "heats": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["heat_id"],
        "properties": {
          "heat_id": { "type": "string", "maxLength": 20 },
          "share": { "type": "number", "minimum": 0, "maximum": 1 },
          "position": { "type": "number" }
        }
      }
    },
    "cuts": { "type": "array", "items": { "type": "object", "properties": { "heat_id": { "type": "string" } } } },
    "image": {
      "type": "object",
      "required": ["uri", "sha256"],
      "properties": {
        "uri": { "type": "string", "maxLength": 400 },
        "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        "bytes": { "type": "integer", "minimum": 0 },
        "media_type": { "type": "string", "maxLength": 80 }
      }
    }
  }
}
`,
    'products/casting/surface/product.odps.yaml': `apiVersion: v1.0.0
kind: DataProduct
id: surface
status: active
customProperties: [{ property: tundish, value: { kind: files } }]
`,
    'products/casting/surface/surface.v1.odcs.yaml': `apiVersion: v3.1.0
kind: DataContract
id: surface
version: 1.0.0
status: active
schema:
  - name: surface
    customProperties:
      - property: tundish
        value: { class: files, folder: ./images, manifest: surface.csv }
    properties:
      - name: path
        logicalType: string
        description: One image of a slab's upper side.
      - name: slab_id
        logicalType: string
        required: true
        logicalTypeOptions: { maxLength: 20 }
        customProperties: [{ property: identifier, value: slab }]
      - { name: taken_at, logicalType: timestamp }
`,
    'products/casting/surface/surface.csv': `path,slab_id,taken_at,bytes,sha256,media_type
b.txt,S2,,5,486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7,text/plain
a.txt,S1,2025-03-10T04:00:00Z,5,2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824,text/plain
`,
    'products/casting/surface/images/a.txt': 'hello',
    'products/casting/surface/images/b.txt': 'world',
  };
}

/** The plant with one text of a file replaced; the text must stand there exactly once. */
export function processPlantWith(file: string, find: string, put: string): Record<string, string> {
  const files = processPlant();
  const parts = (files[file] ?? '').split(find);
  if (parts.length !== 2) throw new Error(`"${find}" stands ${parts.length - 1} times in ${file}.`);
  return { ...files, [file]: parts.join(put) };
}
