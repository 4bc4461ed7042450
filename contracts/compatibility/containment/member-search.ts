import type { Json } from '../../source/json.ts';
import { objectOf } from '../../source/json-schema/json-object.ts';
import type { Budget } from './budget.ts';
import { accepts } from './evaluate-node.ts';
import type { MemberFacts, NameClass } from './facts.ts';
import type { SchemaNode } from './schema-node.ts';
import {
  found,
  type Literal,
  no,
  none,
  type Search,
  type Solver,
  type Unknown,
  unknown,
  yes,
} from './witness.ts';

/** Everything that a member of that name must fulfil. */
export function demandsOn(facts: MemberFacts, name: string, budget: Budget): readonly Literal[] {
  const demands = [...(facts.byName.get(name) ?? []), ...(facts.present.get(name) ?? [])];
  for (const { among, is } of facts.byClass) {
    if (accepts(among.node, name, budget)) demands.push(is);
  }
  return demands;
}

const mostClasses = 7;
const mostMembers = 1_000;

/**
 * An object that fulfils the facts. Names that no fact mentions matter only by the classes that they
 * are in, so one name stands for each combination of classes.
 */
export function memberSearch(facts: MemberFacts, solver: Solver): Search {
  return new MemberSearch(facts, solver).run();
}

class MemberSearch {
  private readonly facts: MemberFacts;
  private readonly solver: Solver;
  private readonly classes: readonly SchemaNode[];
  private doubt: Unknown | undefined;

  constructor(facts: MemberFacts, solver: Solver) {
    this.facts = facts;
    this.solver = solver;
    const classes = new Map<number, SchemaNode>();
    for (const { among } of [...facts.byClass, ...facts.somewhere]) {
      if (among.node.kind !== 'true') classes.set(among.node.id, among.node);
    }
    this.classes = [...classes.values()];
  }

  run(): Search {
    if (this.facts.present.size > this.facts.most && this.facts.somewhere.length === 0) return none;
    const used = new Map<string, readonly Literal[]>();
    for (const name of this.facts.present.keys()) used.set(name, []);
    const placed = this.place(0, used);
    return placed.kind === 'none' && this.doubt !== undefined ? this.doubt : placed;
  }

  private demands(name: string, more: readonly Literal[]): readonly Literal[] {
    return [...demandsOn(this.facts, name, this.solver.budget), ...more];
  }

  /** Gives each `some-member` a name, one after the other. */
  private place(index: number, used: ReadonlyMap<string, readonly Literal[]>): Search {
    this.solver.budget.spend(1);
    const wanted = this.facts.somewhere[index];
    if (wanted === undefined) return this.finish(used);
    for (const name of this.namesFor(wanted.among, used)) {
      const more = [...(used.get(name) ?? []), wanted.is];
      const value = this.solver.solve(this.demands(name, more));
      if (value.kind === 'none') continue;
      if (value.kind === 'unknown') this.doubt = value;
      const result = this.place(index + 1, new Map([...used, [name, more]]));
      if (result.kind === 'found') return result;
      if (result.kind === 'unknown') this.doubt = result;
    }
    return none;
  }

  private *namesFor(
    among: NameClass,
    used: ReadonlyMap<string, readonly Literal[]>,
  ): Generator<string> {
    const explicit = new Set([...used.keys(), ...this.facts.mentioned]);
    for (const name of explicit) if (accepts(among.node, name, this.solver.budget)) yield name;
    yield* this.freshNames(among.node, explicit);
  }

  /** A new name in a class for each combination of the other classes. */
  private *freshNames(within: SchemaNode, explicit: ReadonlySet<string>): Generator<string> {
    const { pool } = this.solver;
    const base = [
      yes(pool.types(['string'])),
      yes(within),
      ...(explicit.size > 0 ? [no(pool.values([...explicit]))] : []),
    ];
    const others = this.classes.filter(({ id }) => id !== within.id);
    if (others.length > mostClasses) {
      this.doubt = unknown('many overlapping schemas of member names');
      return;
    }
    yield* this.split(base, others, 0);
  }

  private *split(
    literals: readonly Literal[],
    others: readonly SchemaNode[],
    index: number,
  ): Generator<string> {
    const name = this.solver.solve(literals);
    if (name.kind === 'none') return;
    const other = others[index];
    if (other === undefined) {
      if (name.kind === 'unknown') this.doubt = name;
      else yield String(name.value);
      return;
    }
    yield* this.split([...literals, no(other)], others, index + 1);
    yield* this.split([...literals, yes(other)], others, index + 1);
  }

  private finish(used: ReadonlyMap<string, readonly Literal[]>): Search {
    if (used.size > this.facts.most) return none;
    const members: [string, Json][] = [];
    for (const [name, more] of used) {
      const value = this.solver.solve(this.demands(name, more));
      if (value.kind === 'none') return none;
      if (value.kind === 'unknown') {
        this.doubt = value;
        return none;
      }
      members.push([name, value.value]);
    }
    return members.length >= this.facts.least ? found(objectOf(members)) : this.fill(members);
  }

  /** Adds members that nobody asked for until there are enough. */
  private fill(members: [string, Json][]): Search {
    if (this.facts.least > mostMembers) return unknown('only very large objects are left');
    const taken = new Set(members.map(([name]) => name));
    const everything: NameClass = { node: this.solver.pool.anything };
    const barren = new Set<string>();
    while (members.length < this.facts.least) {
      let grown = false;
      const explicit = new Map([...taken, ...barren].map((name) => [name, []] as const));
      for (const name of this.namesFor(everything, explicit)) {
        if (taken.has(name) || barren.has(name)) continue;
        const value = this.solver.solve(this.demands(name, []));
        if (value.kind === 'unknown') this.doubt = value;
        if (value.kind !== 'found') {
          if (this.facts.mentioned.has(name)) barren.add(name);
          continue;
        }
        members.push([name, value.value]);
        taken.add(name);
        grown = true;
        break;
      }
      if (!grown) return none;
    }
    return found(objectOf(members));
  }
}
