import { describe, expect, it } from 'vitest';
import type { PlantVersion } from '../../../contracts/compatibility/change/plant-version.ts';
import type { Consumer } from '../../../contracts/impact/consumer.ts';
import { consumersOf } from '../../../contracts/impact/consumers.ts';
import { impactOf } from '../../../contracts/impact/impact.ts';
import { withLibraries } from '../../../contracts/source/on-demand.ts';
import { repositoryPlant } from '../../support/repository-plant.ts';

const schema = 'products/casting/heat/heat.v1.schema.json';
const odcs = 'products/casting/heat/heat.v1.odcs.yaml';
const kpi = 'products/casting/heat_kpi/heat_kpi.sql';
const model = 'products/process-models/solidification/product.odps.yaml';
const casting = {
  product: 'heat_kpi',
  domain: 'casting',
  team: 'casting-data',
  contact: 'https://chat.lindwerk.example/casting-data',
};

function consumers({ plant, plan }: PlantVersion): Promise<readonly Consumer[]> {
  return withLibraries(() => consumersOf(plant, plan));
}

function of(found: readonly Consumer[], product: string, read: string): Consumer | undefined {
  return found.find(
    (each) => each.product === product && (each.view ?? `${each.dataset} ${each.major}`) === read,
  );
}

const agreement = (text: string) => ({
  'products/casting/heat/agreements/headquarters.heat.yaml': `consumer: headquarters
team: group-controlling
contact: controlling@lindwerk.example
contract: heat
major: 1
purpose: Monthly tonnage per grade.
from: 2026-01-01
until: 2027-12-31
${text}`,
});

describe('who reads a dataset', () => {
  it('is a product whose SQL names it, with its columns and where they stand', async () => {
    const found = of(
      await consumers(await repositoryPlant()),
      'heat_kpi',
      'curated.heat_samples_v1',
    );
    expect(found).toMatchObject({
      ...casting,
      dataset: 'heat.heat',
      contract: 'heat',
      major: 1,
      columns: ['temperature', 'position', '_event_id', '_record'],
      by: 'transform',
      place: { file: kpi, line: 52, column: 9 },
      observed: { kind: 'not-measured' },
    });
  });

  it('has the columns that a star hands on to what is asked for, and no others', async () => {
    const found = of(await consumers(await repositoryPlant()), 'heat_kpi', 'curated.heat_v1');
    expect(found?.columns).toContain('chemistry_mn');
    expect(found?.columns).toContain('liquidus_temperature');
    expect(found?.columns).not.toContain('ladle_weight');
    expect(found?.columns).not.toContain('status');
  });

  it('is a program that names the contract at its port, with columns that are not known', async () => {
    const found = of(await consumers(await repositoryPlant()), 'slab_tracking', 'strand.strand 1');
    expect(found).toMatchObject({ by: 'port', columns: [], team: 'casting-data' });
    expect(found?.place?.file).toBe('products/casting/slab_tracking/product.odps.yaml');
  });

  it('is known by a port only where no SQL tells it better', async () => {
    const found = await consumers(await repositoryPlant());
    expect(found.filter((each) => each.product === 'heat_kpi' && each.by === 'port')).toEqual([]);
  });

  it('is custom code that declares the view and its columns', async () => {
    const found = await consumers(await repositoryPlant());
    expect(of(found, 'solidification', 'metrics.strand_v1')).toMatchObject({
      by: 'custom-etl',
      columns: ['caster', 'strand', 'tag', 'time', 'value'],
      place: { file: model },
    });
    expect(of(found, 'solidification', 'heat.heat 1')).toBeUndefined();
  });

  it('is custom code whose contract names source objects', async () => {
    const file = 'products/process-models/solidification/solidification.v1.odcs.yaml';
    const plant = await repositoryPlant([
      {
        file,
        find: '- name: heat_id\n',
        put: '- name: heat_id\n        transformSourceObjects: [curated.slab_v1.slab_id, sap.mara.matnr]\n',
      },
    ]);
    expect(of(await consumers(plant), 'solidification', 'curated.slab_v1')).toMatchObject({
      by: 'custom-etl',
      columns: ['slab_id'],
    });
  });

  it('is who signed an agreement, in this plant or outside of it', async () => {
    const plant = await repositoryPlant([], agreement('columns: [heat_id, grade, temperature]\n'));
    const found = await consumers(plant);
    expect(of(found, 'headquarters', 'curated.heat_v1')).toMatchObject({
      domain: '',
      team: 'group-controlling',
      contact: 'controlling@lindwerk.example',
      columns: ['heat_id', 'grade'],
      by: 'agreement',
      purpose: 'Monthly tonnage per grade.',
      until: '2027-12-31',
    });
    // What the records do not have is a column of their elements.
    expect(of(found, 'headquarters', 'curated.heat_samples_v1')?.columns).toEqual(['temperature']);
  });

  it('stands once per product and view, with the surest evidence and all columns', async () => {
    const more = {
      'products/casting/heat/agreements/heat_kpi.heat.yaml':
        'consumer: heat_kpi\ncontract: heat\nmajor: 1\ncolumns: [heat_id, ladle_weight]\npurpose: Key figures.\nfrom: 2026-01-01\n',
    };
    const found = (await consumers(await repositoryPlant([], more))).filter(
      (each) => each.product === 'heat_kpi' && each.view === 'curated.heat_v1',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ by: 'transform', purpose: 'Key figures.' });
    expect(found[0]?.columns).toContain('ladle_weight');
    expect(found[0]?.columns).toContain('grade');
  });
});

describe('whom a change reaches', () => {
  it('is named with product, column, team and contact, at the line that breaks', async () => {
    const impact = await impactBetween([
      { file: schema, find: '"grade"', put: '"steel_grade"' },
      { file: odcs, find: 'name: grade', put: 'name: steel_grade' },
    ]);
    const grade = { product: 'heat', contract: 'heat', major: 1, dataset: 'heat', field: 'grade' };
    const affected = impact.affectedBy(grade);
    // Models declare what they read, and the grade is none of it.
    expect(affected).toEqual([
      {
        ...casting,
        columns: ['grade'],
        by: 'transform',
        place: { file: kpi, line: 28, column: 3, endLine: 28, endColumn: 10 },
      },
    ]);
    const { field: _, ...rest } = grade;
    const view = { ...rest, view: 'curated.heat_v1' };
    expect(impact.affectedBy({ ...view, column: 'grade' })).toEqual(affected);
  });

  it('reads the member of an object, or the element of an array', async () => {
    const impact = await impactBetween([]);
    const heat = { product: 'heat', contract: 'heat', major: 1, dataset: 'heat' };
    const columns = (field: string) =>
      impact.affectedBy({ ...heat, field }).find((each) => each.product === 'heat_kpi')?.columns;
    expect(columns('chemistry.mn')).toEqual(['chemistry_mn']);
    expect(columns('samples.temperature')).toEqual(['temperature']);
    expect(columns('samples')).toEqual(['temperature', 'position']);
    expect(columns('ladle_weight')).toBeUndefined();
  });

  it('is nobody of another major', async () => {
    const impact = await impactBetween([]);
    const plate = { product: 'plate', contract: 'plate', dataset: 'plate_inspection' };
    expect(impact.affectedBy({ ...plate, major: 1 })).toEqual([]);
    expect(impact.affectedBy({ ...plate, major: 2 }).map(({ product }) => product)).toEqual([
      'plate_quality',
    ]);
  });

  it('is who reads a calendar', async () => {
    const impact = await impactBetween([]);
    const calendar = { product: 'calendar', dataset: 'production_day' };
    expect(impact.affectedBy(calendar).map(({ product }) => product)).toEqual(['heat_kpi']);
  });

  it('has products behind it', async () => {
    const impact = await impactBetween([]);
    // The tracking software reads the strand and makes the records of the slab.
    const affected = impact.affectedBy({ product: 'strand' });
    expect(affected.map(({ product }) => product)).toContain('slab_tracking');
    expect([...impact.downstreamOf(affected)].sort()).toEqual(['defect_prediction', 'slab']);
    expect(impact.downstreamOf(impact.affectedBy({ product: 'heat_kpi' }))).toEqual([]);
  });
});

async function impactBetween(changes: Parameters<typeof repositoryPlant>[0]) {
  const [previous, current] = [await repositoryPlant(), await repositoryPlant(changes)];
  return withLibraries(() => impactOf(previous, current));
}
