import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { PlantVersion } from '../../../contracts/compatibility/change/plant-version.ts';
import type { Finding } from '../../../contracts/finding.ts';
import type { Contract } from '../../../contracts/model/contract.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { limits } from '../../../contracts/source/limits.ts';
import {
  itemNodes,
  memberNode,
  type NodeAt,
  plainText,
  rootNode,
} from '../../../contracts/source/node-at.ts';
import { parseJson } from '../../../contracts/source/parse-json.ts';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import type { SourceDocument } from '../../../contracts/source/source-document.ts';
import { UsageError } from '../../command.ts';
import { visible } from '../../render/visible.ts';
import { standAloneDataset } from './stand-alone-dataset.ts';

/** One side of a comparison of two contract files. */
export interface ContractVersion {
  readonly contract: Contract;
  readonly document: SourceDocument;
  /** Datasets that say how they are compared themselves; all others are taken as FULL. */
  readonly profiled: ReadonlySet<string>;
  /** One sentence each: what the file says and the comparison does not see. */
  readonly unread: readonly string[];
  /** The path as the person wrote it, of the file or of one beside it. */
  pathOf(file: string): string;
}

const folder = 'products/alone/alone';
const mostSiblings = 500;
/** While it is not known which major the file holds. */
const unnamed = `${folder}/contract.odcs.yaml`;

/**
 * A contract of a file, with what lies beside it and no plant around it.
 * @throws UsageError where the file is no ODCS contract that tells its id and version.
 */
export async function contractVersion(cwd: string, given: string): Promise<ContractVersion> {
  const path = resolve(cwd, given);
  const bytes = await readContract(path, given);
  const unplaced = rootNode(parsed(given, bytes, unnamed));
  const version = plainText(memberNode(unplaced, 'version')) ?? '';
  const major = /^v?(\d{1,4})/.exec(version)?.[1];
  if (plainText(memberNode(unplaced, 'kind')) !== 'DataContract' || major === undefined) {
    throw new UsageError(
      `${visible(given)} is no ODCS contract with a version: 'kind: DataContract' and 'version: 1.0.0' tell`,
    );
  }
  const inside = `${folder}/${fileNameOf(given, Number(major))}`;
  // Once more, so that every place in it names the file by which facts look for it.
  const document = parsed(given, bytes, inside);
  const root = rootNode(document);
  const files = memoryFiles({
    'plant.yaml': `name: alone\ntimeZone: UTC\ntopicRoot: ${JSON.stringify(topicRootOf(root))}\n`,
    [`${folder}/product.odps.yaml`]:
      'apiVersion: v1.0.0\nkind: DataProduct\nid: alone\nname: alone\nstatus: active\n',
    [inside]: bytes,
    ...(await siblings(dirname(path))),
  });
  const { plant, findings } = await readPlant(files);
  const bound = plant?.products[0]?.contracts[0];
  const own = findings.filter(({ place }) => place.file.startsWith(`${folder}/`));
  if (bound === undefined) throw new UsageError(cannotRead(given, own));
  const datasets = new Map(bound.datasets.map((dataset) => [dataset.name, dataset]));
  const profiled = new Set<string>();
  const unread: string[] = [];
  const all = itemNodes(memberNode(root, 'schema')).flatMap((at) => {
    const name = plainText(memberNode(at, 'name')) ?? '';
    if (!hasProfile(at)) return standAloneDataset(at) ?? [];
    profiled.add(name);
    const dataset = datasets.get(name);
    if (dataset !== undefined) return dataset;
    unread.push(unreadDataset(given, name, own));
    return [];
  });
  const beside = dirname(given);
  return {
    contract: { ...bound, datasets: all, path: inside },
    document,
    profiled,
    unread,
    pathOf: (file) =>
      file === inside || file === unnamed || !file.startsWith(`${folder}/`)
        ? given
        : join(beside, file.slice(folder.length + 1)),
  };
}

/** Both versions as plants of one product, so that everything that judges plants judges them. */
export function plantOf(
  { contract, document }: ContractVersion,
  as: Pick<Contract, 'id' | 'major'>,
  plan: PlantVersion['plan'],
): PlantVersion {
  const { place } = contract;
  const product = {
    kind: 'data',
    id: 'alone',
    name: 'alone',
    domain: 'alone',
    status: 'active',
    inputPorts: [],
    outputPorts: [],
    contracts: [{ ...contract, ...as, product: 'alone' }],
    agreements: [],
    waivers: [],
    folder,
    place,
  } as const;
  const plant = {
    name: 'alone',
    timeZone: 'UTC',
    topicRoot: 'plant',
    calendars: [],
    domains: [],
    products: [product],
  };
  return { plant, plan, sources: new Map([[contract.path, document]]) };
}

async function readContract(path: string, given: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new UsageError(`there is no contract file ${visible(given)}`);
  if (found.size > limits.contractBytes) {
    throw new UsageError(`${visible(given)} is larger than a contract may be`);
  }
  return readFile(path);
}

function parsed(given: string, bytes: Uint8Array, file: string): SourceDocument {
  const { document, findings } = /\.json$/i.test(given)
    ? parseJson(file, bytes)
    : parseYaml(file, bytes);
  if (document !== undefined) return document;
  throw new UsageError(cannotRead(given, findings));
}

/** The file's own name where it is one of ours, since findings speak of it. */
function fileNameOf(given: string, major: number): string {
  const name = basename(given);
  const stem = /^([a-z][a-z0-9_-]*)\.v(\d+)\.odcs\.yaml$/.exec(name);
  if (stem !== null && Number(stem[2]) === major) return name;
  const first = /^[a-z][a-z0-9_-]*/.exec(name.toLowerCase())?.[0] ?? 'contract';
  return `${first}.v${major}.odcs.yaml`;
}

function cannotRead(given: string, findings: readonly Finding[]): string {
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  if (first === undefined) return `${visible(given)} cannot be read as an ODCS contract`;
  return `${visible(given)}:${first.place.line}:${first.place.column}: ${visible(first.message)}`;
}

function unreadDataset(given: string, name: string, findings: readonly Finding[]): string {
  const first = findings.find(({ severity }) => severity === 'error');
  const why = first === undefined ? '' : `: ${first.message}`;
  return `The dataset '${name}' of ${given} was not compared${why}.`;
}

function hasProfile(at: NodeAt): boolean {
  return itemNodes(memberNode(at, 'customProperties')).some(
    (entry) => plainText(memberNode(entry, 'property')) === 'tundish',
  );
}

/** The first level of the first topic that the file names, so that none of them is foreign. */
function topicRootOf(root: NodeAt): string {
  for (const schema of itemNodes(memberNode(root, 'schema'))) {
    for (const entry of itemNodes(memberNode(schema, 'customProperties'))) {
      const topic = plainText(memberNode(memberNode(entry, 'value'), 'topic'));
      const first = topic?.split('/')[0];
      if (first !== undefined && /^[\p{L}\p{N}_.-]{1,60}$/u.test(first)) return first;
    }
  }
  return 'plant';
}

/** Schemas, registers and transforms in the folder of the contract. */
async function siblings(from: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const names = (await readdir(from, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(json|csv|sql)$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !name.endsWith('.odcs.json'))
    .slice(0, mostSiblings);
  const read = await Promise.all(
    names.map(async (name) => {
      const path = join(from, basename(name));
      const { size } = await stat(path);
      if (size > limits.schemaBytes) return [];
      return [[`${folder}/${relative(from, path)}`, new Uint8Array(await readFile(path))] as const];
    }),
  );
  return Object.fromEntries(read.flat());
}
