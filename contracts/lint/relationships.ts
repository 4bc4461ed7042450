import type { Field } from '../model/field.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../source/node-at.ts';
import { fieldAt } from './field-at.ts';
import {
  type BoundDataset,
  type ContractSource,
  datasetsOf,
  oncePerContext,
} from './lint-context.ts';

/** One end of a relationship, where it leads to a field of a bound dataset. */
export interface End {
  readonly at: NodeAt;
  readonly text: string;
  readonly path: string;
  readonly field: Field;
  readonly owner: BoundDataset;
}

/** A relationship whose ends all exist, in the order in which they are joined. */
export interface Relationship {
  readonly node: NodeAt;
  readonly pairs: readonly { readonly from: End; readonly to: End }[];
}

/** The relationships of datasets and properties that can be followed. */
export const relationships = oncePerContext((context): readonly Relationship[] => {
  const bound = datasetsOf(context);
  const bySource = new Map(bound.map((each) => [each.source, each]));
  const byName = new Map<string, BoundDataset[]>();
  for (const each of bound) {
    byName.set(each.dataset.name, [...(byName.get(each.dataset.name) ?? []), each]);
  }
  const endOf = (at: NodeAt, contract: ContractSource): End | undefined => {
    const text = plainText(at) ?? '';
    const [name = '', ...rest] = text.split('.');
    const named = byName.get(name) ?? [];
    const owner = named.find((each) => each.contract.path === contract.path) ?? named[0];
    const path = rest.join('.');
    const field = owner === undefined ? undefined : fieldAt(owner.dataset.fields, path);
    return owner === undefined || field === undefined
      ? undefined
      : { at, text, path, field, owner };
  };
  return context.contracts.flatMap((contract) =>
    contract.datasets.flatMap((dataset) => {
      const own = bySource.get(dataset);
      const here = { node: dataset.node, path: undefined };
      return [here, ...dataset.properties].flatMap((property) =>
        itemNodes(memberNode(property.node, 'relationships')).map((node) => {
          const tos = ends(memberNode(node, 'to'));
          const froms = ends(memberNode(node, 'from'));
          const pairs = tos.flatMap((toAt, index) => {
            const to = endOf(toAt, contract);
            const fromAt = froms[index];
            const field =
              own === undefined || property.path === undefined
                ? undefined
                : fieldAt(own.dataset.fields, property.path);
            const from =
              fromAt !== undefined
                ? endOf(fromAt, contract)
                : own !== undefined && property.path !== undefined && field !== undefined
                  ? {
                      at: property.node,
                      text: `${dataset.name}.${property.path}`,
                      path: property.path,
                      field,
                      owner: own,
                    }
                  : undefined;
            return from === undefined || to === undefined ? [] : [{ from, to }];
          });
          return { node, pairs: pairs.length === tos.length ? pairs : [] };
        }),
      );
    }),
  );
});

function ends(end: NodeAt | undefined): readonly NodeAt[] {
  if (end === undefined) return [];
  return end.node.kind === 'array' ? itemNodes(end) : [end];
}
