import { describe, expect, it } from 'vitest';
import { readPlant } from '../../contracts/read-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant, smallPlantWith } from './small-plant.ts';

async function small() {
  const { plant, findings } = await readPlant(memoryFiles(smallPlant()));
  expect(findings).toEqual([]);
  if (plant === undefined) throw new Error('The small plant was not bound.');
  const datasets = plant.products.flatMap((product) =>
    product.contracts.flatMap((contract) => contract.datasets),
  );
  return { plant, dataset: (name: string) => datasets.find((each) => each.name === name) };
}

describe('a plant repository', () => {
  it('says which links it does not follow, where they would be part of the plant', async () => {
    const links = ['README.md', 'plant.yaml', 'products/casting/heat/heat.v1.odcs.yaml'];
    const files = { ...memoryFiles({}), links: async () => links };
    const { findings } = await readPlant(files);
    const linked = findings.filter(({ rule }) => rule === 'link-not-followed');
    expect(linked.map(({ place }) => place.file)).toEqual(links.slice(1));
    expect(linked[0]?.message).toContain('plant.yaml is a symbolic link');
  });

  it('binds into products, contracts and datasets', async () => {
    const { plant } = await small();
    expect(plant.name).toBe('smallworks');
    expect(plant.products.map((product) => product.id)).toEqual(['heat', 'kpi', 'strand']);
    expect(plant.products[0]?.owner).toEqual({
      team: 'melt-shop',
      contact: 'mailto:melt-shop@smallworks.example',
      members: [{ username: 'a.ivanov', role: 'Data Product Owner' }],
    });
    expect(plant.calendars).toMatchObject([
      { name: 'production_day', zone: 'Europe/Berlin', dayStart: '06:00', shifts: [] },
    ]);
  });

  it('takes structure from the payload schema and meaning from the ODCS properties', async () => {
    const { dataset } = await small();
    const heat = dataset('heat');
    const field = (name: string) => heat?.fields.find((each) => each.name === name);
    expect(field('heat_id')).toMatchObject({
      type: { kind: 'string', pattern: '^[0-9]{6}$' },
      required: true,
      nullable: false,
      businessName: 'Heat number',
      classification: 'internal',
      identifier: 'heat',
    });
    expect(field('weight')?.type).toEqual({
      kind: 'number',
      minimum: '0',
      exclusiveMaximum: '400.5',
    });
    expect(field('weight')?.unit).toEqual({ code: 't' });
    expect(field('sequence')?.type).toEqual({
      kind: 'integer',
      minimum: '0',
      maximum: '9007199254740991',
    });
    expect(field('cast_end')?.type).toEqual({ kind: 'local-timestamp' });
    expect(field('chemistry')?.type).toMatchObject({
      kind: 'object',
      fields: [{ name: 'c', nullable: true, description: 'Carbon.', unit: { code: '%' } }],
    });
    expect(field('samples')?.type).toMatchObject({ kind: 'array', items: { kind: 'object' } });
    expect(field('heat_id')?.place).toMatchObject({
      file: 'products/casting/heat/heat.v1.schema.json',
      line: 8,
      column: 5,
    });
  });

  it('knows how the records of a stream arrive', async () => {
    const { dataset } = await small();
    expect(dataset('heat')).toMatchObject({
      key: ['heat_id'],
      change: 'revise',
      revision: 'revision',
      cancelled: { field: 'status', equals: 'cancelled' },
      source: {
        kind: 'stream',
        stream: {
          class: 'event',
          id: 'heat.heat',
          topic: 'plant/casting/{caster}/heat/v1',
          eventKey: ['source', 'sequence'],
          eventTime: { field: 'cast_end', zone: 'Europe/Berlin', skewMs: 300_000 },
        },
        payload: { records: 'one' },
      },
      quality: [
        { kind: 'library', metric: 'rowCount', operator: 'mustBeGreaterThan', operands: ['0'] },
      ],
    });
    expect(dataset('strand')).toMatchObject({
      change: 'append',
      source: {
        stream: {
          class: 'sensor',
          samplingMs: 1_000,
          series: { dimensions: ['caster'], tag: 'tag', value: 'value', quality: 'quality' },
        },
        payload: { records: 'array' },
        tags: [
          {
            id: 'casting_speed',
            alias: 'CS',
            unit: { code: 'm/min' },
            minimum: '0',
            maximum: '2.5',
            samplingMs: 1_000,
          },
          {
            id: 'mold_level',
            description: 'Steel level, from the edge',
            samplingMs: 500,
            validFrom: '2025-03-10T04:00:00Z',
          },
        ],
      },
    });
  });

  it("reads a transform with PostgreSQL's parser and keeps the SELECT alone", async () => {
    const { dataset } = await small();
    const kpi = dataset('kpi');
    const transform = kpi?.source.kind === 'transform' ? kpi.source.transform : undefined;
    expect(transform?.sql.startsWith('SELECT h.heat_id')).toBe(true);
    expect(transform?.sql.endsWith('h.weight')).toBe(true);
    expect(transform?.reads).toEqual([
      { store: 'curated', view: 'heat_v1' },
      { store: 'metrics', view: 'strand_v1' },
    ]);
    expect(transform?.refresh).toMatchObject({
      kind: 'incremental',
      key: ['heat_id'],
      changedBy: [
        { view: { view: 'heat_v1' }, keys: { kind: 'columns', columns: ['heat_id'] } },
        { view: { view: 'strand_v1' }, keys: { kind: 'select' } },
      ],
    });
    expect(kpi?.fields.map((field) => [field.name, field.type, field.required])).toEqual([
      ['heat_id', { kind: 'string' }, true],
      ['weight', { kind: 'number' }, false],
      ['speed', { kind: 'number', storage: 'double' }, false],
      ['samples', { kind: 'integer', minimum: '0' }, false],
    ]);
  });

  it('hands out every file that it read with places by JSON pointer', async () => {
    const { sources } = await readPlant(memoryFiles(smallPlant()));
    expect([...sources.keys()]).toContain('products/casting/heat/heat.v1.schema.json');
    const contract = sources.get('products/casting/heat/heat.v1.odcs.yaml');
    expect(contract?.placeOf('/schema/0/name')).toMatchObject({
      line: 7,
      column: 11,
      endColumn: 15,
    });
    expect(contract?.keyPlaceOf('/schema/0/name')).toMatchObject({
      line: 7,
      column: 5,
      endColumn: 9,
    });
    expect(contract?.placeOf('/schema/0/nothing/here')).toEqual(contract?.placeOf('/schema/0'));
  });

  it('leaves a dataset with an error out and keeps the rest for lint', async () => {
    const files = smallPlantWith(
      'products/casting/heat/heat.v1.odcs.yaml',
      'eventKey: [source, sequence]',
      'eventKey: [source, sequenze]',
    );
    const { plant, findings } = await readPlant(memoryFiles(files));
    expect(findings).toMatchObject([
      { rule: 'field-unknown', place: { line: 18 }, hint: "did you mean 'sequence'?" },
    ]);
    const heat = plant?.products.find((product) => product.id === 'heat');
    expect(heat?.contracts[0]?.datasets).toEqual([]);
  });

  it('says which dataset is only documented', async () => {
    const files = smallPlantWith(
      'products/casting/kpi/kpi.v1.odcs.yaml',
      'property: tundish',
      'property: remarks',
    );
    const { findings } = await readPlant(memoryFiles(files));
    expect(findings).toMatchObject([{ rule: 'dataset-documented-only', severity: 'info' }]);
  });

  it('remarks a second text about structure', async () => {
    const files = smallPlantWith(
      'products/casting/heat/heat.v1.odcs.yaml',
      '      - name: weight\n',
      '      - name: weight\n        logicalTypeOptions: { minimum: 1 }\n',
    );
    const { findings } = await readPlant(memoryFiles(files));
    expect(findings).toMatchObject([{ rule: 'field-written-twice', severity: 'warning' }]);
  });
});
