import type { Tag } from '../model/tag.ts';
import { memberNode, type NodeAt, plainText } from '../source/node-at.ts';
import { datasetsOf, oncePerContext } from './lint-context.ts';
import { customPropertyOf, textOf } from './written.ts';

/** A unit in a contract, as written: a code, or a mapping with a code. */
export interface WrittenUnit {
  readonly dataset: string;
  /** Of the property, dotted. */
  readonly path: string;
  readonly node: NodeAt;
  /** Where the code stands. */
  readonly codeAt: NodeAt;
  readonly code: string;
  readonly quantity: string | undefined;
  readonly reference: string | undefined;
}

/** The units of all properties of all contracts. */
export const writtenUnits = oncePerContext((context): readonly WrittenUnit[] =>
  context.contracts.flatMap(({ datasets }) =>
    datasets.flatMap((dataset) =>
      dataset.properties.flatMap(({ path, node: property }) => {
        const node = customPropertyOf(property, 'unit');
        const code = plainText(node) ?? textOf(node, 'code');
        if (node === undefined || code === undefined) return [];
        return {
          dataset: dataset.name,
          path,
          node,
          codeAt: memberNode(node, 'code') ?? node,
          code,
          quantity: textOf(node, 'quantity'),
          reference: textOf(node, 'reference'),
        };
      }),
    ),
  ),
);

/** The rows of all tag registers. */
export const writtenTags = oncePerContext(
  (context): readonly { readonly dataset: string; readonly tags: readonly Tag[] }[] =>
    datasetsOf(context).flatMap(({ dataset }) =>
      dataset.source.kind === 'stream'
        ? [{ dataset: dataset.name, tags: dataset.source.tags }]
        : [],
    ),
);
