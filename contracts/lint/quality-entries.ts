import type { Dataset } from '../model/dataset.ts';
import { itemNodes, memberNode, type NodeAt } from '../source/node-at.ts';
import { type DatasetSource, datasetsOf, oncePerContext } from './lint-context.ts';
import { textOf } from './written.ts';

/** One quality rule as written. */
export interface QualityEntry {
  readonly node: NodeAt;
  /** What a person calls it. */
  readonly name: string;
  readonly type: string;
  readonly dataset: DatasetSource;
  /** Path of the property that it stands at; undefined at the dataset. */
  readonly path: string | undefined;
  /** The dataset as bound, where it could be. */
  readonly bound: Dataset | undefined;
}

/** The quality rules of all datasets and their properties. */
export const qualityEntries = oncePerContext((context): readonly QualityEntry[] => {
  const bound = new Map(
    datasetsOf(context).map(({ source, dataset }) => [source?.node.node, dataset]),
  );
  return context.contracts.flatMap(({ datasets }) =>
    datasets.flatMap((dataset) => {
      const owners = [{ node: dataset.node, path: undefined }, ...dataset.properties];
      return owners.flatMap((owner) =>
        itemNodes(memberNode(owner.node, 'quality')).map((node) => {
          const type = textOf(node, 'type') ?? 'library';
          const name = textOf(node, 'name') ?? textOf(node, 'metric') ?? `of type ${type}`;
          return {
            node,
            name,
            type,
            dataset,
            path: owner.path,
            bound: bound.get(dataset.node.node),
          };
        }),
      );
    }),
  );
});
