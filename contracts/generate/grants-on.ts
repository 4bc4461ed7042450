import type { Grant, Plan } from '../plan/plan.ts';

type Objects = Iterable<{ readonly store: string; readonly name: string }>;

interface Ranked {
  readonly grant: Grant;
  readonly rank: number;
}

const byObject = new WeakMap<Plan, ReadonlyMap<string, readonly Ranked[]>>();

/** The grants on some tables and views, in the plan's order. A plan's grants are sorted in once. */
export function grantsOn(plan: Plan, objects: Objects): readonly Grant[] {
  const known = byObject.get(plan) ?? sortedIn(plan);
  const names = new Set([...objects].map(({ store, name }) => `${store}.${name}`));
  return [...names]
    .flatMap((name) => known.get(name) ?? [])
    .sort((a, b) => a.rank - b.rank)
    .map(({ grant }) => grant);
}

function sortedIn(plan: Plan): ReadonlyMap<string, readonly Ranked[]> {
  const sorted = new Map<string, Ranked[]>();
  for (const [rank, grant] of plan.grants.entries()) {
    const name = `${grant.store}.${grant.object}`;
    const own = sorted.get(name) ?? [];
    own.push({ grant, rank });
    sorted.set(name, own);
  }
  byObject.set(plan, sorted);
  return sorted;
}
