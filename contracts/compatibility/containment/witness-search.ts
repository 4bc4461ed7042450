import type { Json } from '../../source/json.ts';
import { Branch, goalFacts, type Surroundings } from './branch.ts';
import type { Budget } from './budget.ts';
import { accepts, EndlessSchema } from './evaluate-node.ts';
import type { Alternative, Choice } from './facts.ts';
import { itemSearch } from './item-search.ts';
import { type JsonType, jsonTypes } from './json-value.ts';
import { memberSearch } from './member-search.ts';
import { numberSearch } from './number-search.ts';
import { UnsafePattern } from './pattern-match.ts';
import { PossibleTypes } from './possible-types.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';
import { textSearch } from './text-search.ts';
import {
  found,
  type Literal,
  none,
  type Search,
  type Solver,
  type Unknown,
  unknown,
} from './witness.ts';

/** A conjunction that is being searched, and how far up the results below it depend. */
interface Frame {
  readonly ids: ReadonlySet<number>;
  lowest: number;
}

const mostDepth = 120;

/**
 * Looks for a value of a conjunction of schemas and negated schemas: type by type, by a semantic
 * tableau whose closed branches are proofs. Where a conjunction leads back to itself further inside
 * the value, that way is given up: a value of least depth has none of its own kind inside.
 */
export class WitnessSearch implements Solver {
  readonly pool: NodePool;
  readonly budget: Budget;
  private readonly possible = new PossibleTypes();
  private readonly known = new Map<string, Search>();
  private readonly frames: Frame[] = [];

  constructor(pool: NodePool, budget: Budget) {
    this.pool = pool;
    this.budget = budget;
  }

  solve(literals: readonly Literal[]): Search {
    // A result is remembered by its literals: many of them are many bytes.
    this.budget.spend(1 + literals.length / 8);
    const goal = new Map<number, Literal>();
    for (const literal of literals) {
      const plain = plainLiteral(literal);
      const { node, holds } = plain;
      if (node.kind === 'true' || node.kind === 'false') {
        if ((node.kind === 'true') !== holds) return none;
        continue;
      }
      const known = goal.get(node.id);
      if (known !== undefined && known.holds !== holds) return none;
      goal.set(node.id, plain);
    }
    const ids = [...goal.values()].map(({ node, holds }) => node.id * 2 + (holds ? 1 : 0));
    const key = ids.sort((a, b) => a - b).join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const idSet = new Set(ids);
    const above = this.frames.findIndex((frame) => isSubset(frame.ids, idSet));
    if (above >= 0) {
      const frame = this.frames.at(-1);
      if (frame !== undefined) frame.lowest = Math.min(frame.lowest, above);
      return none;
    }
    if (this.frames.length > mostDepth) return unknown('the schemas are nested too deep');
    const depth = this.frames.length;
    const own: Frame = { ids: idSet, lowest: Number.POSITIVE_INFINITY };
    this.frames.push(own);
    let result: Search;
    try {
      result = this.search([...goal.values()]);
    } finally {
      this.frames.pop();
    }
    // What holds only because a way back was given up must not be remembered outside of it.
    const dependsAbove = own.lowest < depth;
    if (result.kind !== 'none' || !dependsAbove) this.known.set(key, result);
    const parent = this.frames.at(-1);
    if (parent !== undefined && dependsAbove) parent.lowest = Math.min(parent.lowest, own.lowest);
    return result;
  }

  private search(goal: readonly Literal[]): Search {
    try {
      const listed = goal.find(({ node, holds }) => node.kind === 'enum' && holds);
      if (listed?.node.kind === 'enum') {
        const value = listed.node.values.find((each) => this.fulfils(goal, each));
        return value === undefined ? none : found(value);
      }
      let doubt: Unknown | undefined;
      for (const type of jsonTypes) {
        const impossible = goal.some(
          ({ node, holds }) => this.possible.of(node, type) === (holds ? 'never' : 'always'),
        );
        if (impossible) continue;
        const result = this.searchType(goal, type);
        if (result.kind === 'found') return result;
        if (result.kind === 'unknown') doubt ??= result;
      }
      return doubt ?? none;
    } catch (error) {
      if (error instanceof EndlessSchema) return endless;
      if (error instanceof UnsafePattern) return unknown(error.message);
      throw error;
    }
  }

  private searchType(goal: readonly Literal[], type: JsonType): Search {
    if (type === 'null' || type === 'boolean') {
      const values: readonly Json[] = type === 'null' ? [null] : [false, true];
      const value = values.find((each) => this.fulfils(goal, each));
      return value === undefined ? none : found(value);
    }
    const around: Surroundings = { type, solver: this, possible: this.possible, goal };
    const root = new Branch(around);
    root.add(goalFacts(goal));
    return this.explore(root, around);
  }

  private explore(branch: Branch, around: Surroundings): Search {
    this.budget.spend(1);
    if (branch.closed) return none;
    const [candidate] = branch.candidates ?? [];
    if (candidate !== undefined) return found(candidate);
    const choice = this.narrowed(branch);
    if (branch.closed) return none;
    const [narrowedTo] = branch.candidates ?? [];
    if (narrowedTo !== undefined) return found(narrowedTo);
    if (choice === undefined) return this.settle(branch, around);
    let doubt: Unknown | undefined;
    for (const alternative of choice) {
      const next = branch.copy();
      next.add(alternative);
      const result = this.explore(next, around);
      if (result.kind === 'found') return result;
      if (result.kind === 'unknown') doubt ??= result;
    }
    return doubt ?? none;
  }

  /**
   * Drops alternatives that contradict the facts, adds the ones that are left alone, and takes the
   * smallest choice out of the branch to be decided next; undefined where none is left.
   */
  private narrowed(branch: Branch): readonly Alternative[] | undefined {
    let smallest: readonly Alternative[] | undefined;
    for (let changed = true; changed; ) {
      changed = false;
      smallest = undefined;
      let decidedNext: Choice | undefined;
      const choices = branch.choices;
      branch.choices = [];
      const kept: Choice[] = [];
      for (const [index, choice] of choices.entries()) {
        const viable = branch.alternativesOf(choice, choices.length > 1);
        if (viable === undefined) continue;
        const [only, ...more] = viable;
        if (only === undefined) {
          branch.closed = true;
          return undefined;
        }
        if (more.length > 0) {
          kept.push(choice.choice === 'one' ? choice : { choice: 'either', alternatives: viable });
          if (smallest === undefined || viable.length < smallest.length) {
            smallest = viable;
            decidedNext = kept.at(-1);
          }
          continue;
        }
        branch.add(only);
        if (branch.closed) return undefined;
        changed = true;
        kept.push(...choices.slice(index + 1));
        break;
      }
      branch.choices = [
        ...kept.filter((each) => each !== decidedNext || changed),
        ...branch.choices,
      ];
    }
    return smallest;
  }

  /** No choice is left: numbers, texts, items or members are looked for. */
  private settle(branch: Branch, around: Surroundings): Search {
    const result = this.settleFacts(branch, around.type);
    if (result.kind !== 'found') return result;
    if (this.fulfils(around.goal, result.value)) return result;
    const [opaque] = branch.opaque;
    if (opaque?.node.kind === 'opaque') return unknown(opaque.node.reason, opaque.node.pointer);
    const hit = branch.excluded.find((value) => this.isListed(value, result.value));
    if (hit !== undefined && (around.type === 'array' || around.type === 'object')) {
      const apart = branch.copy();
      apart.excluded.splice(branch.excluded.indexOf(hit), 1);
      apart.keepAwayFrom(hit);
      return this.explore(apart, around);
    }
    return unknown('the value that was derived does not fulfil the schemas');
  }

  private fulfils(goal: readonly Literal[], value: Json): boolean {
    return goal.every(({ node, holds }) => accepts(node, value, this.budget) === holds);
  }

  private isListed(value: Json, other: Json): boolean {
    return accepts(this.pool.values([value]), other, this.budget);
  }

  private settleFacts(branch: Branch, type: JsonType): Search {
    switch (type) {
      case 'number':
        return numberSearch(branch.atoms, branch.excluded as readonly number[], this);
      case 'string':
        return textSearch(branch.atoms, branch.excluded as readonly string[], this);
      case 'array':
        return itemSearch(branch.items, this);
      default:
        return memberSearch(branch.members, this);
    }
  }
}

const endless = unknown('a schema leads back to itself without going into the value');

function plainLiteral({ node, holds }: Literal): Literal {
  let plain: SchemaNode = node;
  let positive = holds;
  for (let steps = 0; plain.kind === 'ref' || plain.kind === 'not'; steps += 1) {
    if (steps > 100) throw new EndlessSchema();
    if (plain.kind === 'not') positive = !positive;
    plain = plain.kind === 'ref' ? plain.target() : plain.node;
  }
  return plain === node ? { node, holds } : { node: plain, holds: positive };
}

function isSubset(part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean {
  if (part.size > whole.size || part.size === 0) return false;
  for (const id of part) if (!whole.has(id)) return false;
  return true;
}
