import type { Agreement } from '../model/agreement.ts';
import type { Product } from '../model/product.ts';
import { type NodeAt, rootNode } from '../source/node-at.ts';
import { oncePerContext } from './lint-context.ts';

/** An agreement, the product that is read, and the file that says it. */
export interface WrittenAgreement {
  readonly provider: Product;
  readonly agreement: Agreement;
  readonly root: NodeAt;
}

/** All agreements that could be bound. */
export const agreementsOf = oncePerContext((context): readonly WrittenAgreement[] =>
  context.plant.products.flatMap((provider) =>
    provider.agreements.flatMap((agreement) => {
      const document = context.documents.get(agreement.place.file);
      return document === undefined ? [] : [{ provider, agreement, root: rootNode(document) }];
    }),
  ),
);
