import type { Json } from '../../source/json.ts';
import { exactlyOne, literalFact, notOne, readLiteral } from './alternatives.ts';
import { accepts } from './evaluate-node.ts';
import { type Alternative, type Choice, type Fact, ItemFacts, MemberFacts } from './facts.ts';
import { demandsAt } from './item-search.ts';
import { type JsonType, typeOf, valueKey } from './json-value.ts';
import { demandsOn } from './member-search.ts';
import type { PossibleTypes } from './possible-types.ts';
import type { SchemaNode } from './schema-node.ts';
import { type Literal, no, type Solver, yes } from './witness.ts';

/** What one search within a type shares among its branches. */
export interface Surroundings {
  readonly type: JsonType;
  readonly solver: Solver;
  readonly possible: PossibleTypes;
  /** The conjunction that a value is looked for. */
  readonly goal: readonly Literal[];
}

/**
 * One branch of a tableau (of semantic tableaux: every formula is taken apart into facts, choices
 * wait): what holds of the value that is looked for, all of it of one type. `closed` where the facts
 * contradict each other.
 */
export class Branch {
  closed = false;
  /** Closed because no listed value fulfils the goal: the facts alone might leave one. */
  private offGoal = false;
  /** Where the facts leave listed values: those that fulfil the whole goal. */
  candidates: readonly Json[] | undefined;
  choices: Choice[] = [];
  readonly atoms: Literal[] = [];
  readonly excluded: Json[] = [];
  readonly opaque: Literal[] = [];
  members = new MemberFacts();
  items = new ItemFacts();
  private readonly asserted = new Map<number, boolean>();
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  copy(): Branch {
    const size = this.asserted.size + this.choices.length + this.members.byName.size;
    this.around.solver.budget.spend(size / 16);
    const copy = new Branch(this.around);
    copy.closed = this.closed;
    copy.candidates = this.candidates;
    copy.choices = [...this.choices];
    copy.atoms.push(...this.atoms);
    copy.excluded.push(...this.excluded);
    copy.opaque.push(...this.opaque);
    if (this.around.type === 'object') copy.members = this.members.copy();
    if (this.around.type === 'array') copy.items = this.items.copy();
    for (const [id, holds] of this.asserted) copy.asserted.set(id, holds);
    return copy;
  }

  add(facts: Iterable<Fact>): void {
    const waiting = [...facts];
    const touched = new Set<string>();
    let allTouched = false;
    const later: SchemaNode[] = [];
    for (let fact = waiting.pop(); fact !== undefined && !this.closed; fact = waiting.pop()) {
      if (fact.fact === 'literal') {
        waiting.push(...this.addLiteral(fact.literal));
        continue;
      }
      if (fact.fact === 'none-of') {
        later.push(...fact.nodes);
        continue;
      }
      this.addFact(fact);
      if (fact.fact !== 'every-member' && fact.fact !== 'some-member') continue;
      if (fact.among.name !== undefined) touched.add(fact.among.name);
      else if (fact.fact === 'every-member') allTouched = true;
    }
    if (this.members.present.size > this.members.most) this.closed = true;
    if (this.closed) return;
    for (const name of allTouched ? this.members.present.keys() : touched) {
      if (this.members.present.has(name) && this.memberIsImpossible(name)) {
        this.closed = true;
        return;
      }
    }
    // A schema that cannot accept the value any more needs no refutation.
    for (const node of later) {
      if (this.tried([literalFact(yes(node))]) !== 'closed') this.add([literalFact(no(node))]);
      if (this.closed) return;
    }
  }

  private addLiteral(literal: Literal): readonly Fact[] {
    const { node, holds } = literal;
    const { type, possible, solver, goal } = this.around;
    solver.budget.spend(1);
    const asserted = this.asserted.get(node.id);
    if (asserted !== undefined) {
      if (asserted !== holds) this.closed = true;
      return [];
    }
    const verdict = possible.of(node, type);
    if (verdict !== 'depends') {
      if ((verdict === 'always') !== holds) this.closed = true;
      return [];
    }
    this.asserted.set(node.id, holds);
    if (node.kind === 'enum') {
      const own = node.values.filter((value) => typeOf(value) === type);
      if (holds) {
        this.candidates = (this.candidates ?? own).filter(
          (value) =>
            node.keys.has(valueKey(value)) &&
            goal.every((each) => accepts(each.node, value, solver.budget) === each.holds),
        );
        if (this.candidates.length === 0) {
          this.closed = true;
          this.offGoal = true;
        }
      } else this.excluded.push(...own);
      return [];
    }
    if (node.kind === 'opaque') {
      this.opaque.push(literal);
      return [];
    }
    const reading = readLiteral(literal, type, solver.pool);
    if (reading === undefined) {
      this.atoms.push(literal);
      return [];
    }
    for (const choice of reading.choices) this.addChoice(choice);
    return reading.facts;
  }

  /** Makes it one of the arrays or objects that differ from a listed one. */
  keepAwayFrom(value: Json): void {
    const { type, solver } = this.around;
    const reading = readLiteral(no(solver.pool.values([value])), type, solver.pool);
    for (const choice of reading?.choices ?? []) this.addChoice(choice);
  }

  /** Adds a choice; one that holds anyway is forgotten. */
  private addChoice(choice: Choice): void {
    if (choice.choice === 'one') {
      this.choices.push(choice);
      return;
    }
    const alternatives = choice.alternatives.flatMap((each) => this.flattened(each));
    if (alternatives.some((alternative) => alternative.length === 0)) return;
    if (alternatives.length === 0) this.closed = true;
    else this.choices.push({ choice: 'either', alternatives });
  }

  /**
   * The alternatives of a choice that do not contradict the facts; undefined where the choice holds
   * already. What cannot hold any more is left out of the counting of schemas.
   */
  alternativesOf(choice: Choice, mayBeImplied: boolean): readonly Alternative[] | undefined {
    if (choice.choice === 'either') {
      const { alternatives } = choice;
      if (mayBeImplied && alternatives.some((each) => this.isImplied(each))) return undefined;
      return alternatives.filter((each) => this.isViable(each));
    }
    const trials = choice.nodes.map((node) => this.tried([literalFact(yes(node))]));
    const possible = choice.nodes.filter((_, index) => trials[index] === 'open');
    const offGoal = choice.nodes.filter((_, index) => trials[index] === 'off-goal');
    this.around.solver.budget.spend((possible.length + offGoal.length) ** 2 / 8);
    if (choice.holds) return exactlyOne(possible, offGoal);
    return possible.length + offGoal.length === 0 ? undefined : notOne(possible, offGoal);
  }

  /** An alternative that is itself a choice becomes several. */
  private flattened(alternative: Alternative): readonly Alternative[] {
    const [only, ...more] = alternative;
    this.around.solver.budget.spend(1 / 8);
    if (only === undefined || more.length > 0 || only.fact !== 'literal') return [alternative];
    const { literal } = only;
    const { type, possible, solver } = this.around;
    const verdict = possible.of(literal.node, type);
    if (verdict !== 'depends') {
      return (verdict === 'always') === literal.holds ? [[]] : [];
    }
    if (literal.node.kind === 'ref' || literal.node.kind === 'enum') return [alternative];
    const reading = readLiteral(literal, type, solver.pool);
    const [choice, ...others] = reading?.choices ?? [];
    if (reading === undefined || others.length > 0 || choice?.choice === 'one') {
      return [alternative];
    }
    if (choice === undefined) {
      const [fact, ...rest] = reading.facts;
      return fact !== undefined && rest.length === 0 && !isSelf(fact, literal)
        ? this.flattened([fact])
        : [alternative];
    }
    return reading.facts.length > 0
      ? [alternative]
      : choice.alternatives.flatMap((each) => this.flattened(each));
  }

  private addFact(fact: Exclude<Fact, { readonly fact: 'literal' | 'none-of' }>): void {
    switch (fact.fact) {
      case 'every-member':
      case 'some-member':
        this.members.add(fact);
        return;
      case 'members':
      case 'items': {
        const counts = fact.fact === 'members' ? this.members : this.items;
        counts.least = Math.max(counts.least, fact.least ?? 0);
        counts.most = Math.min(counts.most, fact.most ?? counts.most);
        if (counts.least > counts.most) this.closed = true;
        return;
      }
      case 'every-item':
        this.items.every.push(fact);
        return;
      case 'some-item':
        if (fact.orLater) {
          this.items.matching.push({
            fact: 'matching-items',
            is: fact.is,
            least: 1,
            ...(fact.from > 0 ? { from: fact.from } : {}),
          });
        } else {
          this.items.at.push(fact);
          this.items.least = Math.max(this.items.least, fact.from + 1);
          if (this.items.least > this.items.most || this.itemIsImpossible(fact.from)) {
            this.closed = true;
          }
        }
        return;
      case 'matching-items':
        this.items.matching.push(fact);
        return;
      case 'repeats':
        if (fact.holds) this.items.repeats = true;
        else this.items.unique = true;
        if (this.items.repeats && this.items.unique) this.closed = true;
    }
  }

  private memberIsImpossible(name: string): boolean {
    const demands = demandsOn(this.members, name, this.around.solver.budget);
    return this.around.solver.solve(demands).kind === 'none';
  }

  private itemIsImpossible(index: number): boolean {
    return this.around.solver.solve(demandsAt(this.items, index)).kind === 'none';
  }

  /** False where an alternative is seen to close the branch. */
  private isViable(alternative: Alternative): boolean {
    return this.tried(alternative) === 'open';
  }

  private tried(alternative: Alternative): 'open' | 'closed' | 'off-goal' {
    const hasSome = (demands: readonly Literal[]) =>
      this.around.solver.solve(demands).kind === 'none' ? 'closed' : 'open';
    const [only, ...more] = alternative;
    if (only === undefined) return 'open';
    if (more.length === 0) {
      if (only.fact === 'literal') {
        const asserted = this.asserted.get(only.literal.node.id);
        if (asserted !== undefined) return asserted === only.literal.holds ? 'open' : 'closed';
      }
      const name = 'among' in only ? only.among.name : undefined;
      if ('among' in only && name !== undefined) {
        if (only.fact === 'every-member' && !this.members.present.has(name)) return 'open';
        return hasSome([...demandsOn(this.members, name, this.around.solver.budget), only.is]);
      }
      if (only.fact === 'some-item' && !only.orLater) {
        if (only.from + 1 > this.items.most) return 'closed';
        return hasSome([...demandsAt(this.items, only.from), only.is]);
      }
      if (only.fact !== 'literal') return 'open';
    }
    const copy = this.copy();
    copy.add(alternative);
    return copy.closed ? (copy.offGoal ? 'off-goal' : 'closed') : 'open';
  }

  /** True where an alternative holds already, whatever else is added. */
  isImplied(alternative: Alternative): boolean {
    return alternative.every((fact) => {
      if (fact.fact === 'literal') {
        return this.asserted.get(fact.literal.node.id) === fact.literal.holds;
      }
      if (fact.fact !== 'some-member' || fact.among.name === undefined) return false;
      const { name } = fact.among;
      if (!this.members.present.has(name)) return false;
      const opposite = { node: fact.is.node, holds: !fact.is.holds };
      return (
        this.around.solver.solve([
          ...demandsOn(this.members, name, this.around.solver.budget),
          opposite,
        ]).kind === 'none'
      );
    });
  }
}

function isSelf(fact: Fact, literal: Literal): boolean {
  return (
    fact.fact === 'literal' &&
    fact.literal.node.id === literal.node.id &&
    fact.literal.holds === literal.holds
  );
}

export function goalFacts(goal: readonly Literal[]): readonly Fact[] {
  return goal.map(literalFact);
}
