import type { Json } from '../../source/json.ts';
import { isJsonArray, isJsonObject } from '../../source/json-schema/json-object.ts';
import type { Budget } from './budget.ts';
import { lengthOf, typeOf, valueKey } from './json-value.ts';
import { finds } from './pattern-match.ts';
import { compare, isMultiple, type Rational, rationalOf } from './rational.ts';
import type { SchemaNode } from './schema-node.ts';

/** Thrown where a schema leads back to itself without going into the value. */
export class EndlessSchema extends Error {}

const mostDepth = 400;
/** In steps of the search, which do much more than look at one node. */
const costOfLook = 1 / 16;

/** Whether a value is an instance of the schema that a node stands for. */
export function accepts(node: SchemaNode, value: Json, budget: Budget, depth = 0): boolean {
  if (depth > mostDepth) throw new EndlessSchema();
  budget.spend(costOfLook);
  const inside = (child: SchemaNode, part: Json) => accepts(child, part, budget, depth + 1);
  switch (node.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'all':
      return node.nodes.every((child) => inside(child, value));
    case 'any':
      return node.nodes.some((child) => inside(child, value));
    case 'one':
      return node.nodes.filter((child) => inside(child, value)).length === 1;
    case 'not':
      return !inside(node.node, value);
    case 'choose':
      return inside(inside(node.condition, value) ? node.yes : node.no, value);
    case 'ref':
      return inside(node.target(), value);
    case 'types':
      return node.types.has(typeOf(value));
    case 'enum': {
      const key = valueKey(value);
      budget.spend(key.length / 512);
      return node.keys.has(key);
    }
    case 'opaque':
      return node.accepts(value);
    default:
      if (typeof value === 'number') return acceptsNumber(node, value);
      if (typeof value === 'string') return acceptsText(node, value);
      if (isJsonArray(value)) return acceptsItems(node, value, inside);
      return isJsonObject(value) ? acceptsMembers(node, value, inside) : true;
  }
}

type Inside = (child: SchemaNode, part: Json) => boolean;

function acceptsNumber(node: SchemaNode, value: number): boolean {
  switch (node.kind) {
    case 'least':
      return node.exclusive ? order(value, node) > 0 : order(value, node) >= 0;
    case 'most':
      return node.exclusive ? order(value, node) < 0 : order(value, node) <= 0;
    case 'multiple':
      return isMultiple(rationalOf(value), node.of);
    default:
      return true;
  }
}

function order(
  value: number,
  { double, bound }: { readonly double: number | undefined; readonly bound: Rational },
): number {
  return double === undefined ? compare(rationalOf(value), bound) : value - double;
}

function acceptsText(node: SchemaNode, value: string): boolean {
  switch (node.kind) {
    case 'min-length':
      return lengthOf(value) >= node.count;
    case 'max-length':
      return lengthOf(value) <= node.count;
    case 'pattern':
      return finds(node.source, value);
    case 'text-test':
      return node.passes(value);
    default:
      return true;
  }
}

function acceptsItems(node: SchemaNode, value: readonly Json[], inside: Inside): boolean {
  switch (node.kind) {
    case 'min-items':
      return value.length >= node.count;
    case 'max-items':
      return value.length <= node.count;
    case 'items':
      return value.every((item, index) => inside(node.prefix[index] ?? node.rest, item));
    case 'contains': {
      const count = value.filter((item) => inside(node.node, item)).length;
      return count >= node.least && count <= node.most;
    }
    case 'unique':
      return new Set(value.map(valueKey)).size === value.length;
    default:
      return true;
  }
}

function acceptsMembers(
  node: SchemaNode,
  value: { readonly [name: string]: Json },
  inside: Inside,
): boolean {
  switch (node.kind) {
    case 'min-members':
      return Object.keys(value).length >= node.count;
    case 'max-members':
      return Object.keys(value).length <= node.count;
    case 'has':
      return Object.hasOwn(value, node.name);
    case 'member-names':
      return Object.keys(value).every((name) => inside(node.node, name));
    case 'members':
      return Object.entries(value).every(([name, member]) => {
        const named = node.names.get(name);
        const matching = [...node.patterns].filter(([pattern]) => finds(pattern, name));
        if (named !== undefined && !inside(named, member)) return false;
        if (named === undefined && matching.length === 0) return inside(node.rest, member);
        return matching.every(([, child]) => inside(child, member));
      });
    default:
      return true;
  }
}
