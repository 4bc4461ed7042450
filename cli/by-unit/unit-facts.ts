import type { WaivingProduct } from '../../contracts/compatibility/judgement/apply-waivers.ts';
import { fieldsBelow } from '../../contracts/lint/field-at.ts';
import { customPropertyOf, textOf } from '../../contracts/lint/written.ts';
import { isContractId } from '../../contracts/model/contract-id.ts';
import type { Field } from '../../contracts/model/field.ts';
import type { Product } from '../../contracts/model/product.ts';
import type { DatasetPlan } from '../../contracts/plan/plan.ts';
import { namesOf } from '../../contracts/plan/relations.ts';
import { itemNodes, memberNode, rootNode } from '../../contracts/source/node-at.ts';
import type { SourceDocument, SourceNode } from '../../contracts/source/source-document.ts';
import { nameNumber } from './name-number.ts';

/**
 * What a unit says of itself that findings in other units may depend on, and all names by which it may
 * mean others. Names are numbers (`nameNumber`).
 */
export interface UnitFacts {
  /** Of the product, where it could be bound: it orders products. */
  readonly product?: string;
  /** Of a product with waivers: what decides on what they accept. */
  readonly waiving?: WaivingProduct;
  /** Every name that stands where a name of something else could stand. */
  readonly words: readonly number[];
  /** Names that others may write to mean this unit: of product, contracts, datasets and relations. */
  readonly offers: readonly number[];
  /** Those of its views. */
  readonly views: readonly number[];
  /** The words that look like a view of some unit. */
  readonly reads: readonly number[];
  /** Names that only one unit of the plant may take. */
  readonly claims: readonly number[];
  /** Topics as written; `isShared` where majors share one on purpose. */
  readonly topics: readonly { readonly text: string; readonly isShared: boolean }[];
  /** Kinds of identifiers with the types of their fields. */
  readonly kinds: readonly (readonly [kind: string, type: string])[];
  /** Some topic lies below the plant's. */
  readonly isBelowRoot: boolean;
  readonly isClassified: boolean;
  readonly derives: boolean;
  /** All that is written could be bound. */
  readonly isWhole: boolean;
}

export interface UnitParts {
  readonly topicRoot: string;
  readonly product: Product | undefined;
  /** Those of the folder. */
  readonly documents: readonly SourceDocument[];
  /** Those of the product. */
  readonly datasets: readonly DatasetPlan[];
  /** Texts of SQL files. */
  readonly statements: readonly string[];
  /** A file of the folder could not be read. */
  readonly isUnread: boolean;
}

export function factsOf(parts: UnitParts): UnitFacts {
  const { product, documents, datasets, statements, isUnread } = parts;
  const contracts = product?.contracts ?? [];
  const bound = contracts.flatMap((contract) => contract.datasets);
  const written = documents.filter(({ path }) => path.endsWith('.odcs.yaml'));
  const schemas = written.flatMap((each) => itemNodes(memberNode(rootNode(each), 'schema')));
  const profiles = schemas.map((schema) => customPropertyOf(schema, 'tundish'));
  const names = datasets.flatMap(namesOf);
  const fields = bound.flatMap((dataset) => fieldsBelow(dataset.fields));
  const words = new Set<string>();
  for (const document of documents) collectWords(document, words);
  for (const text of statements) addSql(text, words);
  const ids = written.map((each) => textOf(rootNode(each), 'id') ?? '');
  const offers = [
    ...(product === undefined ? [] : [product.id]),
    ...ids,
    ...schemas.flatMap((schema) => textOf(schema, 'name') ?? []),
    ...names.map(({ name }) => name),
  ];
  const topics = profiles.flatMap((profile) => {
    const text = textOf(profile, 'topic');
    const isShared = memberNode(profile, 'versionPointer') !== undefined;
    return text === undefined ? [] : [{ text, isShared }];
  });
  const claims = [
    ...(product === undefined ? [] : [`product ${product.id}`]),
    ...contracts.map(({ id, major }) => `contract ${id} ${major}`),
    ...names.map(({ space, name }) => `${space} ${name}`),
  ];
  return {
    ...(product === undefined ? {} : { product: product.id }),
    ...(product === undefined || product.waivers.length === 0
      ? {}
      : { waiving: waivingOf(product) }),
    words: numbersOf(words),
    offers: numbersOf(offers),
    views: numbersOf(datasets.flatMap((dataset) => dataset.views.map(({ name }) => name))),
    reads: numbersOf([...words].filter((word) => /^\w+_v\d+$/.test(word))),
    claims: numbersOf(claims),
    topics,
    kinds: kindsOf(fields.map(({ field }) => field)),
    isBelowRoot: topics.some(({ text }) => text.startsWith(`${parts.topicRoot}/`)),
    isClassified: fields.some(({ field }) => field.classification !== undefined),
    derives: profiles.some((profile) => memberNode(profile, 'derives') !== undefined),
    isWhole:
      !isUnread &&
      contracts.length === written.length &&
      contracts.every(({ path, major }) => path.endsWith(`.v${major}.odcs.yaml`)) &&
      ids.every(isContractId) &&
      bound.length >= profiles.filter((profile) => profile !== undefined).length,
  };
}

function waivingOf({ id, folder, waivers, contracts }: Product): WaivingProduct {
  return {
    id,
    folder,
    waivers,
    contracts: contracts.map((contract) => ({ id: contract.id, major: contract.major })),
  };
}

function numbersOf(names: Iterable<string>): readonly number[] {
  return [...new Set(Array.from(names, nameNumber))].sort((a, b) => a - b);
}

function kindsOf(fields: readonly Field[]): UnitFacts['kinds'] {
  const found = new Map<string, readonly [string, string]>();
  for (const { identifier, type } of fields) {
    if (identifier === undefined) continue;
    let item = type;
    while (item.kind === 'array') item = item.items;
    found.set(`${identifier} ${item.kind}`, [identifier, item.kind]);
  }
  return [...found.values()];
}

/** Texts without white space, whole and in their parts, and all words of SQL. Prose names nothing. */
function collectWords(document: SourceDocument, words: Set<string>): void {
  const isSchema = document.path.endsWith('.json');
  const visit = (node: SourceNode): void => {
    if (node.kind === 'array') for (const item of node.items) visit(item);
    if (node.kind === 'object') {
      for (const member of node.members.values()) {
        // Views and columns stand as keys in some places.
        if (!isSchema && member.name.includes('.')) addText(member.name, words);
        if (!isSchema || member.node.kind !== 'scalar' || member.name.startsWith('$')) {
          visit(member.node);
        }
      }
    }
    if (node.kind === 'scalar' && typeof node.value === 'string') addText(node.value, words);
  };
  visit(document.root);
}

function addText(text: string, words: Set<string>): void {
  if (/\s/.test(text)) {
    if (/\bselect\b/i.test(text)) addSql(text, words);
    else if (text.length <= 120) words.add(text);
    return;
  }
  words.add(text);
  const parts = text.split(/[./:#]/);
  if (parts.length > 1) for (const part of parts) words.add(part);
}

function addSql(text: string, words: Set<string>): void {
  for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) words.add(word).add(word.toLowerCase());
}
