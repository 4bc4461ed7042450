import { type RandomSource, randomSource } from '../records/random-source.ts';
import { computedContract, transformText } from './computed-contract.ts';
import { eventContract, eventSchema } from './event-contract.ts';
import { measures } from './measures.ts';
import { fileNameOf, folderOf, type MeshContract, type MeshProduct } from './mesh-product.ts';
import { productFile } from './product-file.ts';
import { sensorContract, sensorSchema, tagRegister } from './sensor-contract.ts';

const domains = ['melting', 'casting', 'rolling', 'coating', 'energy', 'quality'];
const pieces = ['heat', 'slab', 'coil', 'plate'];
const shapes = ['event', 'event', 'event', 'majors', 'sensor', 'both', 'computed', 'computed'];

/**
 * A plant of `contracts` contracts, by path, free of errors: stations that report events (some in
 * two majors), sampled signals with tag registers, and products computed from them or from each
 * other. A contract with its payload schema, transform or register has 8.5 kB on average (the ODCS
 * file 5.9, the schema 3), a product's own file 1.1. The same seed gives the same files.
 */
export function syntheticMesh(contracts: number, seed = 1): Record<string, string> {
  const files: Record<string, string> = { 'plant.yaml': plantFile };
  for (const product of meshProducts(contracts, seed)) {
    const folder = folderOf(product);
    files[`${folder}/product.odps.yaml`] = productFile(product);
    for (const contract of product.contracts) {
      for (const [name, text] of contractFiles(contract, product))
        files[`${folder}/${name}`] = text;
    }
  }
  return files;
}

const plantFile = `name: mesh
timeZone: Europe/Berlin
topicRoot: plant
calendars:
  - { name: production_day, zone: Europe/Berlin, dayStart: "06:00" }
`;

function contractFiles(
  contract: MeshContract,
  { domain, team }: MeshProduct,
): readonly (readonly [name: string, text: string])[] {
  const name = fileNameOf(contract);
  switch (contract.kind) {
    case 'event':
      return [
        [`${name}.odcs.yaml`, eventContract(contract, domain, team)],
        [`${name}.schema.json`, eventSchema(contract)],
      ];
    case 'sensor':
      return [
        [`${name}.odcs.yaml`, sensorContract(contract, domain, team)],
        [`${name}.schema.json`, sensorSchema(contract)],
        [`${contract.id}.tags.csv`, tagRegister(contract)],
      ];
    case 'computed':
      return [
        [`${name}.odcs.yaml`, computedContract(contract, domain, team)],
        [`${name}.sql`, transformText(contract)],
      ];
  }
}

function meshProducts(contracts: number, seed: number): readonly MeshProduct[] {
  const random = randomSource(seed);
  const products: MeshProduct[] = [];
  const readable: MeshContract[] = [];
  for (let left = contracts; left > 0; ) {
    const domain = random.pick(domains);
    const number = String(products.length).padStart(4, '0');
    const drawn = random.pick(shapes);
    const shape = drawn === 'computed' && readable.length === 0 ? 'event' : drawn;
    const id = `${shape === 'computed' ? 'figures' : shape === 'sensor' ? 'signals' : 'station'}_${number}`;
    const made = contractsOf(id, shape, readable, random).slice(0, left);
    products.push({ id, domain, team: `${domain}-data-${random.whole(1, 4)}`, contracts: made });
    for (const contract of made) {
      if (contract.kind !== 'sensor' && !contract.isDeprecated) readable.push(contract);
    }
    left -= made.length;
  }
  return products;
}

function contractsOf(
  id: string,
  shape: string,
  readable: readonly MeshContract[],
  random: RandomSource,
): readonly MeshContract[] {
  const event = contractOf(id, id, 'event', random);
  switch (shape) {
    case 'majors':
      return [
        { ...event, measures: event.measures.slice(0, -1), isDeprecated: true },
        { ...event, version: '2.0.0', major: 2, view: `curated.${id}_v2` },
      ];
    case 'sensor':
      return [contractOf(id, id, 'sensor', random)];
    case 'both':
      return [event, contractOf(id, `${id}_signals`, 'sensor', random)];
    case 'computed':
      return [figuresFrom(id, readable, random)];
    default:
      return [event];
  }
}

function contractOf(
  product: string,
  id: string,
  kind: 'event' | 'sensor',
  random: RandomSource,
): MeshContract {
  const store = kind === 'event' ? 'curated' : 'metrics';
  return {
    id,
    product,
    version: `1.${random.whole(0, 9)}.${random.whole(0, 9)}`,
    major: 1,
    isDeprecated: false,
    kind,
    piece: random.pick(pieces),
    measures: some(measures, random.whole(3, 10), random),
    view: `${store}.${id}_v1`,
    reads: [],
  };
}

function figuresFrom(
  id: string,
  readable: readonly MeshContract[],
  random: RandomSource,
): MeshContract {
  const first = random.pick(readable.slice(-200));
  const alike = readable
    .slice(-200)
    .filter((each) => each !== first && each.piece === first.piece && each.kind === 'event');
  const reads = [first, ...some(alike, random.whole(0, 2), random)];
  return {
    ...contractOf(id, id, 'event', random),
    kind: 'computed',
    piece: first.piece,
    measures: first.kind === 'event' ? first.measures : first.measures.slice(0, 12),
    view: `business.${id}_v1`,
    reads,
  };
}

/** So many of the items, in their order. */
function some<Item>(items: readonly Item[], count: number, random: RandomSource): readonly Item[] {
  const chosen = new Set<Item>();
  for (let tries = 0; chosen.size < Math.min(count, items.length) && tries < 200; tries += 1) {
    chosen.add(random.pick(items));
  }
  return items.filter((item) => chosen.has(item));
}
