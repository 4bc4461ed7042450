import { join } from 'node:path';
import { type Snapshot, takeSnapshot } from '../../catalog/service/snapshot.ts';
import { type BuiltPlant, buildPlant } from '../../cli/runtime/built-plant.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Field } from '../../contracts/model/field.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Product } from '../../contracts/model/product.ts';
import { planPlant } from '../../contracts/plan/plan-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { twoMajors } from '../support/two-major-plant.ts';

/** The plant of this repository. */
export async function examplePlant(): Promise<BuiltPlant> {
  return buildPlant(await diskFiles(join(import.meta.dirname, '../..')));
}

export async function exampleSnapshot(): Promise<Snapshot> {
  const { plant, plan } = await examplePlant();
  return takeSnapshot(plant, plan, { findings: { errors: 0, warnings: 2, notes: 1 } });
}

/** Two majors of one event and one sensor contract. */
export async function twoMajorSnapshot(): Promise<Snapshot> {
  const { plant, plan } = await buildPlant(memoryFiles(twoMajors()));
  return takeSnapshot(plant, plan);
}

const place = { file: 'products/x/x/product.odps.yaml', line: 1, column: 1 };
const quantities = ['temperature', 'pressure', 'thickness', 'speed', 'weight', 'level', 'flow'];
const units = ['Cel', 'bar', 'mm', 'm/min', 't', 'mm', 'L/min'];
const nouns = ['caster', 'furnace', 'mill', 'ladle', 'strand', 'cooler', 'shear', 'coiler'];

/** As many products as asked for, each with one event dataset of twelve fields. */
export function widePlant(products: number): Pick<BuiltPlant, 'plant' | 'plan'> {
  const plant: Plant = {
    name: 'wideworks',
    timeZone: 'Europe/Berlin',
    topicRoot: 'plant',
    calendars: [],
    domains: [],
    products: Array.from({ length: products }, (_, index) => wideProduct(index)),
  };
  return { plant, plan: planPlant(plant, (name) => ({ name, sha256: '0'.repeat(64) })) };
}

function wideProduct(index: number): Product {
  const noun = nouns[index % nouns.length] ?? '';
  const id = `${noun}_${String(index).padStart(4, '0')}`;
  const before = `${nouns[(index - 1) % nouns.length] ?? ''}_${String(index - 1).padStart(4, '0')}`;
  return {
    kind: 'data',
    id,
    name: `Records of ${noun} ${index}`,
    domain: `area-${index % 40}`,
    version: '1.0.0',
    status: 'active',
    purpose: `What ${noun} number ${index} measured, for those who look for the cause of a defect.`,
    owner: { team: `team-${index % 60}`, members: [] },
    inputPorts: index === 0 ? [] : [{ name: 'before', contractId: before, version: '1.0.0' }],
    outputPorts: [{ name: id, version: '1.0.0', contractId: id, inputContracts: [] }],
    contracts: [wideContract(id, index)],
    agreements: [],
    waivers: [],
    folder: `products/area-${index % 40}/${id}`,
    place,
  };
}

function wideContract(id: string, index: number): Contract {
  const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
    name,
    type,
    required: true,
    nullable: false,
    description: `The ${name.replaceAll('_', ' ')} as the controller of unit ${index % 90} saw it.`,
    place,
    ...more,
  });
  return {
    id,
    version: '1.0.0',
    major: 1,
    apiVersion: 'v3.1.0',
    status: 'active',
    product: id,
    datasets: [
      {
        name: id,
        description: `Records of ${id}.`,
        source: {
          kind: 'stream',
          stream: {
            id: `${id}.${id}`,
            class: 'event',
            topic: `plant/${id}/v1`,
            eventKey: ['number'],
            eventTime: { field: 'measured_at' },
            place,
          },
          payload: { path: `${id}.schema.json`, schema: {} } as never,
          tags: [],
        },
        fields: [
          field('number', { kind: 'integer' }),
          field('measured_at', { kind: 'timestamp' }),
          ...Array.from({ length: 10 }, (_, at) => {
            const which = (index + at) % quantities.length;
            return field(
              `${nouns[at % nouns.length]}_${quantities[which]}_${at}`,
              { kind: 'number' },
              { unit: { code: units[which] ?? 'mm' } },
            );
          }),
        ],
        key: ['number'],
        change: 'append',
        compatibility: 'BACKWARD',
        drift: 'quarantine',
        derives: [],
        files: [],
        quality: [],
        place,
      },
    ],
    roles: [],
    slas: [],
    path: `products/${id}/${id}.v1.odcs.yaml`,
    place,
  };
}
