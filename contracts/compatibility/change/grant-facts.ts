import type { DatasetPlan, Grant, Plan } from '../../plan/plan.ts';
import type { ChangeFact } from './change-fact.ts';
import type { Owners } from './plan-owners.ts';
import { stated } from './stated-fact.ts';

/** Who may do what now and could not, or could and may not any more. */
export function grantFacts(previous: Plan, current: Plan, owners: Owners): readonly ChangeFact[] {
  const { before, after } = trimmed(previous.grants, current.grants);
  const old = new Map(before.map((grant) => [keyOf(grant), grant]));
  const now = new Map(after.map((grant) => [keyOf(grant), grant]));
  const added = [...now].filter(([key]) => !old.has(key)).map(([, grant]) => grant);
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, grant]) => grant);
  if (added.length + removed.length === 0) return [];
  const objects = new Map<string, Owning>([...objectsOf(previous), ...objectsOf(current)]);
  const tell = (kind: 'grant-added' | 'grant-removed', { role, store, object }: Grant) => {
    const name = `${store}.${object}`;
    const found = objects.get(name);
    const owned =
      found === undefined ? owners.ofProduct('') : owners.of(found.dataset, found.major);
    const body = { kind, role, store, object: name } as const;
    return stated(owned.subject, owned.at, body, owned.previousPlace);
  };
  return [
    ...distinct(added).map((grant) => tell('grant-added', grant)),
    ...distinct(removed).map((grant) => tell('grant-removed', grant)),
  ];
}

/** Without what both begin and end with, which is most: plans list grants in one order. */
function trimmed(before: readonly Grant[], after: readonly Grant[]) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isSameGrant(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && isSameGrant(before.at(-1 - end), after.at(-1 - end))) end += 1;
  return {
    before: before.slice(start, before.length - end),
    after: after.slice(start, after.length - end),
  };
}

function isSameGrant(a: Grant | undefined, b: Grant | undefined): boolean {
  return (
    a?.role === b?.role &&
    a?.object === b?.object &&
    a?.store === b?.store &&
    a?.privilege === b?.privilege
  );
}

function keyOf({ role, privilege, store, object }: Grant): string {
  return `${role} ${store}.${object} ${privilege}`;
}

/** One per role and object, whatever may be done with it. */
function distinct(grants: readonly Grant[]): readonly Grant[] {
  const seen = new Map(
    grants.map((grant) => [`${grant.role} ${grant.store}.${grant.object}`, grant]),
  );
  return [...seen.values()];
}

interface Owning {
  readonly dataset: DatasetPlan;
  readonly major: number | undefined;
}

function objectsOf(plan: Plan): readonly (readonly [string, Owning])[] {
  return plan.datasets.flatMap((dataset): readonly (readonly [string, Owning])[] => [
    ...dataset.tables.map(
      ({ store, name }) => [`${store}.${name}`, { dataset, major: undefined }] as const,
    ),
    ...dataset.views.map(
      ({ store, name, major }) => [`${store}.${name}`, { dataset, major }] as const,
    ),
  ]);
}
