import type { Artifact } from '../generate/artifact.ts';
import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';
import { canonicalContract } from './canonical.ts';
import { productOf } from './draft-product.ts';
import { contractText, productText, schemaText } from './draft-text.ts';
import { type Loss, lossesBetween } from './loss.ts';
import { draftLossReason } from './loss-reasons.ts';
import { freeName, nameFrom } from './names.ts';
import { textMember, without } from './property-schema.ts';
import { arrivesOnStream, profileOf, wholeContract, writtenContract } from './whole-contract.ts';

/** Where a draft goes. */
export interface DraftTarget {
  readonly domain: string;
  readonly product: string;
  /** What the contract's file is called, without major; the product's id otherwise. */
  readonly name?: string;
  /** First level(s) of the plant's topics. */
  readonly topicRoot: string;
  /** The product's folder has its product.odps.yaml already. */
  readonly hasProductFile?: boolean;
}

export interface ContractDraft {
  readonly files: readonly Artifact[];
  readonly losses: readonly Loss[];
  /** What the files say, as one document. */
  readonly whole: JsonObject;
}

/**
 * Files of our layout for an ODCS document of any origin. What only a person can decide stands in
 * them as a comment that begins with `ASK:`.
 */
export function draftContract(source: JsonObject, target: DraftTarget): ContractDraft {
  const fitted = fittedContract(source, target);
  const { contract, payloads } = writtenContract(fitted.contract);
  const version = textMember(contract, 'version') ?? '1.0.0';
  const major = version.replace(/^v/, '').split('.')[0] ?? '1';
  const folder = `products/${target.domain}/${target.product}`;
  const named = withSchemaFiles(contract, payloads, major);
  const name = target.name ?? target.product;
  const files: Artifact[] = [
    {
      path: `${folder}/${name}.v${major}.odcs.yaml`,
      text: contractText(named, fitted.asked),
    },
    ...[...payloads].map(([dataset, payload]) => ({
      path: `${folder}/${schemaFile(named, dataset, major)}`,
      text: schemaText(payload, schemaFile(named, dataset, major)),
    })),
  ];
  if (target.hasProductFile !== true)
    files.push({
      path: `${folder}/product.odps.yaml`,
      text: productText(productOf(named, target)),
    });
  const whole = wholeContract(named, (dataset) => payloads.get(dataset));
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    losses: lossesBetween(canonicalContract(source), canonicalContract(whole), draftLossReason),
    whole,
  };
}

const statuses: Readonly<Record<string, string>> = {
  proposed: 'proposed',
  draft: 'draft',
  active: 'active',
  deprecated: 'deprecated',
  retired: 'retired',
  current: 'active',
  production: 'active',
  development: 'draft',
  'in development': 'draft',
};

interface Fitted {
  readonly contract: JsonObject;
  /** Datasets whose arrival a person has to tell, and those whose topic is a guess. */
  readonly asked: ReadonlyMap<string, 'arrival' | 'stream'>;
}

/** The document with what our layout demands: a version, a known status, names, no servers. */
function fittedContract(source: JsonObject, target: DraftTarget): Fitted {
  const version = semanticVersion(textMember(source, 'version'));
  const major = version.split('.')[0] ?? '1';
  const objects = member(source, 'schema');
  const taken = new Set<string>();
  const asked = new Map<string, 'arrival' | 'stream'>();
  const schema = (isJsonArray(objects) ? objects : []).filter(isJsonObject).map((object, index) => {
    const written = textMember(object, 'name') ?? `dataset_${index + 1}`;
    const isStream = arrivesOnStream(object) || isTopic(object, source);
    const isOurs = profileOf(object) !== undefined;
    const name = isStream || isOurs ? freeName(fittingName(written), taken, 40) : written;
    taken.add(name);
    if (isOurs) return { ...object, name };
    if (!isStream) {
      asked.set(name, 'arrival');
      return { ...object, name };
    }
    asked.set(name, 'stream');
    return withProfile({ ...object, name }, target, major);
  });
  const status = textMember(source, 'status')?.toLowerCase();
  return {
    contract: {
      apiVersion: fittingApiVersion(textMember(source, 'apiVersion')),
      kind: 'DataContract',
      id: textMember(source, 'id') ?? target.product,
      ...without(without(without(without(source, 'servers'), 'kind'), 'id'), 'apiVersion'),
      version,
      status: (status === undefined ? undefined : statuses[status]) ?? 'draft',
      schema,
    },
    asked,
  };
}

function fittingApiVersion(version: string | undefined): string {
  return version !== undefined && /^v3\.[0-2]\.\d{1,2}$/.test(version) ? version : 'v3.1.0';
}

function fittingName(name: string): string {
  return /^[a-z][a-z0-9_]{0,39}$/.test(name) ? name : nameFrom(name, 40, 'dataset');
}

function semanticVersion(version: string | undefined): string {
  if (version === undefined) return '1.0.0';
  if (/^\d{1,4}\.\d{1,6}\.\d{1,6}([-+][0-9A-Za-z.+-]{1,40})?$/.test(version)) return version;
  const numbers = /^v?(\d{1,4})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?/.exec(version);
  if (numbers === null) return '1.0.0';
  return [numbers[1], numbers[2] ?? '0', numbers[3] ?? '0'].map(Number).join('.');
}

/** Records that come one by one: a topic, or a table-less dataset behind a server of messages. */
function isTopic(object: JsonObject, contract: JsonObject): boolean {
  const properties = member(object, 'properties');
  if (!isJsonArray(properties) || properties.length === 0) return false;
  const physical = textMember(object, 'physicalType')?.toLowerCase();
  if (physical !== undefined) return /^(topic|stream|queue|event|message)s?$/.test(physical);
  const servers = member(contract, 'servers');
  const types = isJsonArray(servers)
    ? servers.filter(isJsonObject).map((server) => textMember(server, 'type') ?? '')
    : [];
  return types.length > 0 && types.every((type) => /^(kafka|pubsub|kinesis)$/.test(type));
}

function withProfile(object: JsonObject, target: DraftTarget, major: string): JsonObject {
  const name = textMember(object, 'name') ?? 'dataset';
  const custom = member(object, 'customProperties');
  const profile: JsonObject = {
    class: 'event',
    topic: `${target.topicRoot}/${target.domain}/${name}/v${major}`,
    eventKey: 'payload',
  };
  return {
    ...object,
    customProperties: [
      ...(isJsonArray(custom) ? custom : []),
      { property: 'tundish', value: profile },
    ],
  };
}

/** Every stream names the file of its payload schema. */
function withSchemaFiles(
  contract: JsonObject,
  payloads: ReadonlyMap<string, Json>,
  major: string,
): JsonObject {
  const objects = member(contract, 'schema');
  if (!isJsonArray(objects)) return contract;
  return {
    ...contract,
    schema: objects.map((object) => {
      if (!isJsonObject(object)) return object;
      const name = textMember(object, 'name') ?? '';
      if (!payloads.has(name)) return object;
      const definitions = definitionsOf(object).filter((each) => each.type !== 'jsonSchema');
      const url = `./${schemaFile(contract, name, major)}`;
      return {
        ...object,
        authoritativeDefinitions: [{ type: 'jsonSchema', url }, ...definitions],
      };
    }),
  };
}

function definitionsOf(object: JsonObject): readonly JsonObject[] {
  const definitions = member(object, 'authoritativeDefinitions');
  return isJsonArray(definitions) ? definitions.filter(isJsonObject) : [];
}

/** The file that the document names beside itself, or one by the dataset's name. */
function schemaFile(contract: JsonObject, dataset: string, major: string): string {
  const objects = member(contract, 'schema');
  const object = (isJsonArray(objects) ? objects : [])
    .filter(isJsonObject)
    .find((each) => each.name === dataset);
  const url = definitionsOf(object ?? {}).find((each) => each.type === 'jsonSchema')?.url;
  const beside = typeof url === 'string' ? /^\.\/([a-z0-9][a-z0-9_.-]*\.json)$/.exec(url) : null;
  return beside?.[1] ?? `${dataset}.v${major}.schema.json`;
}
