import type { Contract } from '../model/contract.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Plant } from '../model/plant.ts';
import type { Product } from '../model/product.ts';
import { itemNodes, memberNode, type NodeAt, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { customPropertyOf, textOf } from './written.ts';

/**
 * What rules look at: the bound plant, and the files it was bound from. A contract that could not
 * be bound is missing in the plant but stands in `contracts`, so that rules about what is written
 * still speak about it.
 */
export interface LintContext {
  readonly plant: Plant;
  /** By path. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  readonly products: readonly NodeAt[];
  readonly contracts: readonly ContractSource[];
  readonly relations: readonly PhysicalRelation[];
  readonly collisions: readonly PhysicalCollision[];
  /** Files that could not be read: what they define must not be missed anywhere else. */
  readonly unread?: ReadonlySet<string>;
}

/**
 * A table or view that the plan makes of a contract. The language does not know the plan, so
 * whoever holds both hands these in.
 */
export interface PhysicalRelation {
  readonly store: string;
  readonly name: string;
  /** `<product>.<dataset>`. */
  readonly dataset: string;
  readonly kind: 'table' | 'view';
  /**
   * Of a view of children or revisions: the view of the records themselves, in the same store. Both
   * change in the same transactions.
   */
  readonly rootView?: string;
  /** Of a view: its columns as readers see them. */
  readonly columns?: readonly PhysicalColumn[];
}

/** A column of a view; `type` is PostgreSQL's, `unit` a UCUM code. */
export interface PhysicalColumn {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly classification?: string;
  readonly nullable?: boolean;
  /** Majors whose records have no such value. */
  readonly lackedBy?: readonly number[];
}

/** A name that two datasets of the plan need for themselves. */
export interface PhysicalCollision {
  /** A store, or `queues`. */
  readonly space: string;
  readonly name: string;
  /** `<product>.<dataset>`, or `the platform`; twice the same where a dataset clashes with itself. */
  readonly datasets: readonly string[];
}

/** What the plan makes of the model, as far as rules judge it. */
export interface PhysicalNames {
  readonly relations: readonly PhysicalRelation[];
  readonly collisions: readonly PhysicalCollision[];
  readonly unread?: ReadonlySet<string>;
}

/** One `*.odcs.yaml` as written. */
export interface ContractSource {
  readonly path: string;
  readonly root: NodeAt;
  readonly datasets: readonly DatasetSource[];
}

/** One schema object as written. */
export interface DatasetSource {
  readonly name: string;
  readonly node: NodeAt;
  /** The value of its `tundish` entry. */
  readonly profile: NodeAt | undefined;
  /** Every property at any depth, by path. */
  readonly properties: readonly PropertySource[];
}

/** One ODCS property as written. */
export interface PropertySource {
  /** `chemistry.c`; array items do not show. */
  readonly path: string;
  readonly node: NodeAt;
}

/** Sorts the files of a plant by what they are. */
export function lintContext(
  plant: Plant,
  documents: ReadonlyMap<string, SourceDocument>,
  names: PhysicalNames,
): LintContext {
  const all = [...documents.values()];
  return {
    plant,
    documents,
    products: all.filter((document) => document.path.endsWith('.odps.yaml')).map(rootNode),
    contracts: all
      .filter((document) => document.path.endsWith('.odcs.yaml'))
      .map((document) => contractSource(document)),
    relations: names.relations,
    collisions: names.collisions,
    unread: names.unread ?? new Set(),
  };
}

function contractSource(document: SourceDocument): ContractSource {
  const root = rootNode(document);
  return {
    path: document.path,
    root,
    datasets: itemNodes(memberNode(root, 'schema')).map((node) => ({
      name: textOf(node, 'name') ?? '(unnamed)',
      node,
      profile: customPropertyOf(node, 'tundish'),
      properties: propertiesBelow(node, []),
    })),
  };
}

function propertiesBelow(parent: NodeAt, path: readonly string[]): readonly PropertySource[] {
  const own = itemNodes(memberNode(parent, 'properties')).flatMap((node) => {
    const below = [...path, textOf(node, 'name') ?? '(unnamed)'];
    return [{ path: below.join('.'), node }, ...propertiesBelow(node, below)];
  });
  const items = memberNode(parent, 'items');
  return items === undefined ? own : [...own, ...propertiesBelow(items, path)];
}

/** A bound dataset, its contract, and the schema object that it was bound from. */
export interface BoundDataset {
  readonly product: Product;
  readonly contract: Contract;
  readonly dataset: Dataset;
  readonly source: DatasetSource | undefined;
}

/** All datasets that could be bound. */
export const datasetsOf = oncePerContext((context): readonly BoundDataset[] => {
  const writtenBy = new Map(context.contracts.map((written) => [written.path, written]));
  return context.plant.products.flatMap((product) =>
    product.contracts.flatMap((contract) => {
      const written = writtenBy.get(contract.path);
      return contract.datasets.map((dataset) => ({
        product,
        contract,
        dataset,
        source: written?.datasets.find((candidate) => candidate.name === dataset.name),
      }));
    }),
  );
});

/** Computes what many rules ask of the same plant once. */
export function oncePerContext<Result>(
  compute: (context: LintContext) => Result,
): (context: LintContext) => Result {
  const known = new WeakMap<LintContext, { readonly result: Result }>();
  return (context) => {
    const found = known.get(context) ?? { result: compute(context) };
    known.set(context, found);
    return found.result;
  };
}
