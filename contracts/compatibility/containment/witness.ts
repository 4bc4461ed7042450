import type { Json } from '../../source/json.ts';
import type { Budget } from './budget.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

/** That a value is, or is not, an instance of a schema. */
export interface Literal {
  readonly node: SchemaNode;
  readonly holds: boolean;
}

/** `none` is a proof that no value exists; `unknown` says what kept the search from deciding. */
export type Search =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly value: Json }
  | Unknown;

export interface Unknown {
  readonly kind: 'unknown';
  /** Into the schema, where one place is to blame. */
  readonly pointer: string;
  readonly reason: string;
}

export const none: Search = { kind: 'none' };

export function found(value: Json): Search {
  return { kind: 'found', value };
}

export function unknown(reason: string, pointer = ''): Unknown {
  return { kind: 'unknown', pointer, reason };
}

/** Finds a value for a conjunction of literals; given to the searches within one type. */
export interface Solver {
  readonly pool: NodePool;
  readonly budget: Budget;
  solve(literals: readonly Literal[]): Search;
}

export function yes(node: SchemaNode): Literal {
  return { node, holds: true };
}

export function no(node: SchemaNode): Literal {
  return { node, holds: false };
}
