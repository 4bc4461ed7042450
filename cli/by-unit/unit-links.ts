import { addTopic, firstOverlap, noTopics } from '../../contracts/lint/topic-branches.ts';
import type { UnitFacts } from './unit-facts.ts';

/** What the findings of each unit depend on beside its own files. */
export interface PlantLinks {
  /** By the unit's index: the units whose files its findings depend on. */
  readonly linked: readonly ReadonlySet<number>[];
  /** Units that stand for what is true of the plant as a whole; part of every partial check. */
  readonly witnesses: readonly number[];
  /** What is true of the plant as a whole, and changes findings anywhere. */
  readonly state: string;
}

/** More units than these that need one name are no slip, and are judged with the whole plant. */
const mostSharing = 200;

/**
 * Which units could change the findings of which: by names that one writes and another has, by names
 * that both take, by overlapping topics, by kinds of identifiers. In doubt there is a link. Undefined
 * where so much hangs together that judging parts is no gain.
 */
export function linksOf(units: readonly UnitFacts[]): PlantLinks | undefined {
  const linked = units.map(() => new Set<number>());
  const link = (from: number, to: number | undefined) => {
    if (to !== undefined && from !== to) linked[from]?.add(to);
  };
  const all: readonly (() => boolean)[] = [
    () => linkWords(units, link),
    () => linkCircles(units, link),
    () =>
      linkSharing(
        units.map(({ claims }) => claims),
        link,
      ),
    () => linkSharing(units.map(branchesOf), link, isSpeltTwice(units)),
    () => linkTopics(units, link),
    () => linkKinds(units, link),
  ];
  if (!all.every((each) => each())) return undefined;
  return { linked, ...plantState(units) };
}

type Link = (from: number, to: number | undefined) => void;

function indexed<Key>(lists: readonly (readonly Key[])[]): Map<Key, number[]> {
  const found = new Map<Key, number[]>();
  for (const [unit, keys] of lists.entries()) {
    for (const key of keys) {
      const own = found.get(key);
      if (own === undefined) found.set(key, [unit]);
      else if (own.at(-1) !== unit) own.push(unit);
    }
  }
  return found;
}

function linkWords(units: readonly UnitFacts[], link: Link): boolean {
  const owners = indexed(units.map(({ offers }) => offers));
  for (const [unit, { words }] of units.entries()) {
    for (const word of words) {
      const named = owners.get(word) ?? [];
      if (named.length > mostSharing) return false;
      for (const owner of named) link(unit, owner);
    }
  }
  return true;
}

/** Who reads in a circle is judged with all of it. */
function linkCircles(units: readonly UnitFacts[], link: Link): boolean {
  const makers = indexed(units.map(({ views }) => views));
  const reads = units.map(({ reads }) => new Set(reads.flatMap((view) => makers.get(view) ?? [])));
  for (const circle of circles(reads)) {
    if (circle.length > mostSharing) return false;
    for (const one of circle) for (const other of circle) link(one, other);
  }
  return true;
}

function linkSharing<Key>(
  lists: readonly (readonly Key[])[],
  link: Link,
  counts: (key: Key) => boolean = () => true,
): boolean {
  for (const [key, sharing] of indexed(lists)) {
    if (sharing.length < 2 || !counts(key)) continue;
    if (sharing.length > mostSharing) return false;
    for (const one of sharing) for (const other of sharing) link(one, other);
  }
  return true;
}

/** `plant`, `plant/casting`, … of all topics, in lower case. */
function branchesOf({ topics }: UnitFacts): readonly string[] {
  return topics.flatMap(({ text }) => spellingsOf(text).map((branch) => branch.toLowerCase()));
}

function spellingsOf(topic: string): readonly string[] {
  const levels = topic.split('/');
  return levels.map((_, index) => levels.slice(0, index + 1).join('/'));
}

function isSpeltTwice(units: readonly UnitFacts[]): (branch: string) => boolean {
  const spellings = new Map<string, string>();
  const differing = new Set<string>();
  for (const { text } of units.flatMap(({ topics }) => topics)) {
    for (const branch of spellingsOf(text)) {
      const lower = branch.toLowerCase();
      if ((spellings.get(lower) ?? branch) !== branch) differing.add(lower);
      spellings.set(lower, branch);
    }
  }
  return (branch) => differing.has(branch);
}

function linkTopics(units: readonly UnitFacts[], link: Link): boolean {
  const earlier = noTopics();
  for (const [unit, { topics }] of units.entries()) {
    for (const { text, isShared } of topics) {
      if (isShared) continue;
      const levels = text.split('/');
      const first = firstOverlap(earlier, levels);
      if (Number.isFinite(first)) link(unit, first);
      addTopic(earlier, levels, unit);
    }
  }
  return true;
}

/** The first product that has a kind of identifier says of which type it is. */
function linkKinds(units: readonly UnitFacts[], link: Link): boolean {
  const order = [...units.entries()].sort(([, a], [, b]) =>
    (a.product ?? '') < (b.product ?? '') ? -1 : 1,
  );
  const first = new Map<string, { readonly unit: number; readonly type: string }>();
  const users = new Map<string, number[]>();
  for (const [unit, { kinds }] of order) {
    for (const [kind, type] of kinds) {
      const known = first.get(kind);
      if (known === undefined) first.set(kind, { unit, type });
      else if (known.type !== type) link(unit, known.unit);
      const own = users.get(kind) ?? [];
      if (own.length < 3) own.push(unit);
      users.set(kind, own);
    }
  }
  // A kind that a derivation names must be one that others use as well.
  for (const [unit, { kinds, derives }] of units.entries()) {
    if (!derives) continue;
    for (const [kind] of kinds) for (const user of users.get(kind) ?? []) link(unit, user);
  }
  return true;
}

/** What is true of a plant, or of a part, as a whole. */
export function plantState(units: readonly UnitFacts[]): Pick<PlantLinks, 'witnesses' | 'state'> {
  const first = (holds: (unit: UnitFacts) => boolean, count = 1) =>
    [...units.entries()].flatMap(([index, unit]) => (holds(unit) ? [index] : [])).slice(0, count);
  const unbound = first(({ isWhole }) => !isWhole);
  const classified = first(({ isClassified }) => isClassified);
  const deriving = first(({ derives }) => derives);
  const below = first(({ isBelowRoot }) => isBelowRoot);
  const sending = first(({ topics }) => topics.length > 0, 2);
  const counts = [unbound, classified, deriving, below, sending].map((each) => each.length);
  return {
    witnesses: [...new Set([...unbound, ...classified, ...deriving, ...below, ...sending])],
    state: JSON.stringify(counts),
  };
}

/** Sets of units that lead back to themselves (Tarjan's strongly connected components, without a stack of calls). */
function circles(reads: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const found: (readonly number[])[] = [];
  for (const start of reads.keys()) {
    if (order.has(start)) continue;
    const path: { readonly unit: number; readonly next: Iterator<number> }[] = [];
    const enter = (unit: number) => {
      order.set(unit, order.size);
      lowest.set(unit, order.get(unit) ?? 0);
      open.push(unit);
      isOpen.add(unit);
      path.push({ unit, next: (reads[unit] ?? new Set()).values() });
    };
    const lower = (unit: number, to: number | undefined) => {
      lowest.set(unit, Math.min(lowest.get(unit) ?? 0, to ?? Number.POSITIVE_INFINITY));
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value, done } = top.next.next();
      if (done !== true) {
        if (!order.has(value)) enter(value);
        else if (isOpen.has(value)) lower(top.unit, order.get(value));
        continue;
      }
      path.pop();
      const around = path.at(-1);
      if (around !== undefined) lower(around.unit, lowest.get(top.unit));
      if (lowest.get(top.unit) !== order.get(top.unit)) continue;
      const circle = open.splice(open.lastIndexOf(top.unit));
      for (const each of circle) isOpen.delete(each);
      if (circle.length > 1) found.push(circle);
    }
  }
  return found;
}
