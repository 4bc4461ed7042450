import type { SchemaNode } from './schema-node.ts';
import type { Literal } from './witness.ts';

/** Member names by a schema of texts; `name` where it is a single one. */
export interface NameClass {
  readonly node: SchemaNode;
  readonly name?: string;
  /** Names that the class leaves out one by one: each of them may have demands of its own. */
  readonly without?: readonly string[];
}

/** What an alternative says of a value: a literal, or a fact about its members or items. */
export type Fact =
  | { readonly fact: 'literal'; readonly literal: Literal }
  | {
      readonly fact: 'every-member' | 'some-member';
      readonly among: NameClass;
      readonly is: Literal;
    }
  | { readonly fact: 'members' | 'items'; readonly least?: number; readonly most?: number }
  | { readonly fact: 'every-item'; readonly prefix: readonly Literal[]; readonly rest: Literal }
  /** At the place `from`, or with `orLater` there or behind it. */
  | {
      readonly fact: 'some-item';
      readonly from: number;
      readonly orLater: boolean;
      readonly is: Literal;
    }
  | {
      readonly fact: 'matching-items';
      readonly is: Literal;
      /** Only items from this place on count; the first without it. */
      readonly from?: number;
      readonly least?: number;
      readonly most?: number;
    }
  | { readonly fact: 'repeats'; readonly holds: boolean }
  /** None of these schemas accepts the value; looked at after the facts beside it. */
  | { readonly fact: 'none-of'; readonly nodes: readonly SchemaNode[] };

export type Alternative = readonly Fact[];

/** Something that waits to be decided: one of some alternatives, or how many schemas hold. */
export type Choice =
  | { readonly choice: 'either'; readonly alternatives: readonly Alternative[] }
  | { readonly choice: 'one'; readonly nodes: readonly SchemaNode[]; readonly holds: boolean };

type FactOf<Kind extends Fact['fact']> = Extract<Fact, { readonly fact: Kind }>;

/** Everything that is known of an object's members on one branch. */
export class MemberFacts {
  readonly byName = new Map<string, readonly Literal[]>();
  readonly byClass: { readonly among: NameClass; readonly is: Literal }[] = [];
  readonly present = new Map<string, readonly Literal[]>();
  readonly somewhere: { readonly among: NameClass; readonly is: Literal }[] = [];
  readonly mentioned = new Set<string>();
  least = 0;
  most = Number.POSITIVE_INFINITY;

  copy(): MemberFacts {
    const copy = new MemberFacts();
    // Lists are replaced, never changed, so copies may share them.
    for (const [name, list] of this.byName) copy.byName.set(name, list);
    copy.byClass.push(...this.byClass);
    for (const [name, list] of this.present) copy.present.set(name, list);
    copy.somewhere.push(...this.somewhere);
    for (const name of this.mentioned) copy.mentioned.add(name);
    copy.least = this.least;
    copy.most = this.most;
    return copy;
  }

  add({ fact, among, is }: FactOf<'every-member' | 'some-member'>): void {
    for (const name of among.without ?? []) this.mentioned.add(name);
    if (among.name === undefined) {
      (fact === 'every-member' ? this.byClass : this.somewhere).push({ among, is });
      return;
    }
    this.mentioned.add(among.name);
    const lists = fact === 'every-member' ? this.byName : this.present;
    lists.set(among.name, [...(lists.get(among.name) ?? []), is]);
  }
}

/** Everything that is known of an array's items on one branch. */
export class ItemFacts {
  readonly every: FactOf<'every-item'>[] = [];
  readonly at: FactOf<'some-item'>[] = [];
  readonly matching: FactOf<'matching-items'>[] = [];
  least = 0;
  most = Number.POSITIVE_INFINITY;
  unique = false;
  repeats = false;

  copy(): ItemFacts {
    const copy = new ItemFacts();
    copy.every.push(...this.every);
    copy.at.push(...this.at);
    copy.matching.push(...this.matching);
    copy.least = this.least;
    copy.most = this.most;
    copy.unique = this.unique;
    copy.repeats = this.repeats;
    return copy;
  }
}
