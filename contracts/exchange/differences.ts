import { compareText } from '../finding.ts';
import type { Json } from '../source/json.ts';
import { isJsonArray, isJsonObject, member } from '../source/json-schema/json-object.ts';

/** A member, or an item of a list that is told from the others by its name. */
export interface Step {
  readonly name: string;
  readonly item?: string;
}

/** One thing that two documents do not say alike; without `after` it is gone, without `before` new. */
export interface Difference {
  readonly path: readonly Step[];
  readonly before?: Json;
  readonly after?: Json;
}

/** `schema[heat].properties[grade].examples`. */
export function pathText(path: readonly Step[]): string {
  return path.map(({ name, item }) => (item === undefined ? name : `${name}[${item}]`)).join('.');
}

/** What tells the items of a list of ODCS apart, the best first; their position otherwise. */
const identity: Readonly<Record<string, readonly string[]>> = {
  schema: ['name'],
  properties: ['name'],
  customProperties: ['property'],
  slaProperties: ['property'],
  roles: ['role'],
  members: ['username'],
  team: ['username'],
  support: ['channel'],
  servers: ['server'],
  authoritativeDefinitions: ['url'],
  quality: ['name', 'id', 'metric', 'rule', 'type'],
};

/** All differences of two documents, each at the deepest place where they part. */
export function differences(before: Json, after: Json): readonly Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], found);
  return found;
}

function compare(before: Json, after: Json, path: readonly Step[], found: Difference[]): void {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    for (const name of names) {
      const [a, b] = [member(before, name), member(after, name)];
      const step = [...path, { name }];
      // A dataset that is gone is told by its name, also where none is left.
      const isDatasets = name === 'schema' && [a, b].every((each) => isListed(each));
      if (isDatasets) compareLists(name, (a ?? []) as Items, (b ?? []) as Items, path, found);
      else if (a === undefined || b === undefined) found.push(oneSided(a, b, step));
      else if (isListOfObjects(a) && isListOfObjects(b)) compareLists(name, a, b, path, found);
      else compare(a, b, step, found);
    }
    return;
  }
  if (!sameJson(before, after)) found.push({ path, before, after });
}

function oneSided(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly Step[],
): Difference {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function isListed(value: Json | undefined): boolean {
  return value === undefined || (isJsonArray(value) && value.every(isJsonObject));
}

function isListOfObjects(value: Json): value is readonly { readonly [name: string]: Json }[] {
  return isJsonArray(value) && value.length > 0 && value.every(isJsonObject);
}

type Items = readonly { readonly [name: string]: Json }[];

/** Items of one name belong together; of the others the first that is left to the first, and so on. */
function compareLists(
  name: string,
  before: Items,
  after: Items,
  path: readonly Step[],
  found: Difference[],
): void {
  const a = labelled(name, before);
  const b = labelled(name, after);
  const leftBefore = [...a].filter(([label]) => !b.has(label));
  const leftAfter = [...b].filter(([label]) => !a.has(label));
  for (const [label, item] of a) {
    const same = b.get(label);
    if (same !== undefined) compare(item, same, [...path, { name, item: label }], found);
  }
  leftBefore.forEach(([label, item], index) => {
    const other = leftBefore.length === leftAfter.length ? leftAfter[index]?.[1] : undefined;
    const step = [...path, { name, item: label }];
    if (other === undefined) found.push({ path: step, before: item });
    else compare(item, other, step, found);
  });
  if (leftBefore.length === leftAfter.length) return;
  for (const [label, item] of leftAfter)
    found.push({ path: [...path, { name, item: label }], after: item });
}

function labelled(name: string, items: Items): ReadonlyMap<string, Items[number]> {
  const found = new Map<string, Items[number]>();
  const counts = new Map<string, number>();
  items.forEach((item, index) => {
    const key = (identity[name] ?? []).find((each) => typeof member(item, each) === 'string');
    const label = key === undefined ? String(index + 1) : String(item[key]);
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    found.set(count === 1 ? label : `${label}#${count}`, item);
  });
  return found;
}

/** Equal values; the order of members says nothing. */
export function sameJson(a: Json, b: Json): boolean {
  return a === b || stableText(a) === stableText(b);
}

function stableText(value: Json): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)))
      : inner,
  );
}
