import { type JsonType, jsonTypes, typeOf } from './json-value.ts';
import type { SchemaNode } from './schema-node.ts';

export type Verdict = 'always' | 'never' | 'depends';

/** What a schema says of all values of a type, as far as that is seen at a glance. */
export class PossibleTypes {
  private readonly known = new Map<number, Verdict>();

  of(node: SchemaNode, type: JsonType): Verdict {
    const key = node.id * 8 + jsonTypes.indexOf(type);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    // What leads back here depends.
    this.known.set(key, 'depends');
    const verdict = this.judge(node, type);
    this.known.set(key, verdict);
    return verdict;
  }

  private judge(node: SchemaNode, type: JsonType): Verdict {
    switch (node.kind) {
      case 'true':
        return 'always';
      case 'false':
        return 'never';
      case 'types':
        return node.types.has(type) ? 'always' : 'never';
      case 'all': {
        const verdicts = node.nodes.map((child) => this.of(child, type));
        if (verdicts.includes('never')) return 'never';
        return verdicts.every((verdict) => verdict === 'always') ? 'always' : 'depends';
      }
      case 'any': {
        const verdicts = node.nodes.map((child) => this.of(child, type));
        if (verdicts.includes('always')) return 'always';
        return verdicts.every((verdict) => verdict === 'never') ? 'never' : 'depends';
      }
      case 'one': {
        const verdicts = node.nodes.map((child) => this.of(child, type));
        const certain = verdicts.filter((verdict) => verdict === 'always').length;
        const open = verdicts.includes('depends');
        if (certain > 1 || (certain === 0 && !open)) return 'never';
        return certain === 1 && !open ? 'always' : 'depends';
      }
      case 'not': {
        const inner = this.of(node.node, type);
        return inner === 'depends' ? inner : inner === 'always' ? 'never' : 'always';
      }
      case 'choose': {
        const condition = this.of(node.condition, type);
        if (condition !== 'depends')
          return this.of(condition === 'always' ? node.yes : node.no, type);
        const yes = this.of(node.yes, type);
        return yes === this.of(node.no, type) ? yes : 'depends';
      }
      case 'ref':
        return this.of(node.target(), type);
      case 'enum':
        return node.values.some((value) => typeOf(value) === type) ? 'depends' : 'never';
      case 'opaque':
        return 'depends';
      default:
        return TYPE_OF_ATOM[node.kind] === type ? 'depends' : 'always';
    }
  }
}

const TYPE_OF_ATOM: Readonly<
  Record<
    Exclude<
      SchemaNode['kind'],
      | 'true'
      | 'false'
      | 'types'
      | 'all'
      | 'any'
      | 'one'
      | 'not'
      | 'choose'
      | 'ref'
      | 'enum'
      | 'opaque'
    >,
    JsonType
  >
> = {
  least: 'number',
  most: 'number',
  multiple: 'number',
  'min-length': 'string',
  'max-length': 'string',
  pattern: 'string',
  'text-test': 'string',
  items: 'array',
  contains: 'array',
  unique: 'array',
  'min-items': 'array',
  'max-items': 'array',
  members: 'object',
  'member-names': 'object',
  has: 'object',
  'min-members': 'object',
  'max-members': 'object',
};
