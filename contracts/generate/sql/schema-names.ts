import type { StoreName } from '../../plan/plan.ts';

/** The schema that holds a store's objects: the store's own name, or a scratch schema's. */
export type SchemaOf = (store: StoreName) => string;

export const ownSchema: SchemaOf = (store) => store;
