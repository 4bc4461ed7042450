import type { Json } from '../../../contracts/source/json.ts';

/**
 * A second, plainer way to compare ODCS documents than the one that loss tables are made with: both
 * are taken apart into single values by path, without what says nothing in ODCS.
 */
function singleValues(document: Json): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  walk(document, '', '', found);
  return found;
}

/** Paths at which the two documents do not say the same. */
export function partings(before: Json, after: Json): readonly string[] {
  const a = singleValues(before);
  const b = singleValues(after);
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
}

const silent = new Set([
  'required=false',
  'unique=false',
  'primaryKey=false',
  'primaryKeyPosition=-1',
  'partitioned=false',
  'partitionKeyPosition=-1',
  'criticalDataElement=false',
]);

const labels: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(schema|properties)$/, ['name']],
  [/^(customProperties|slaProperties)$/, ['property']],
  [/^roles$/, ['role']],
  [/^(members|team)$/, ['username']],
  [/^support$/, ['channel']],
  [/^servers$/, ['server']],
  [/^authoritativeDefinitions$/, ['url']],
  [/^quality$/, ['name', 'id', 'metric', 'rule', 'type']],
];

function walk(value: Json, path: string, name: string, found: Map<string, string>): void {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (!items.some((item) => typeof item === 'object' && item !== null && !Array.isArray(item))) {
      if (items.length > 0) found.set(path, JSON.stringify(items));
      return;
    }
    const seen = new Map<string, number>();
    items.forEach((item, index) => {
      const label = labelOf(name, item) ?? String(index + 1);
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      walk(item, `${path}[${count === 1 ? label : `${label}#${count}`}]`, '', found);
    });
    return;
  }
  if (typeof value !== 'object' || value === null) {
    if (!silent.has(`${name}=${value}`)) found.set(path, JSON.stringify(value));
    return;
  }
  for (const [inner, each] of Object.entries(value as { readonly [name: string]: Json })) {
    // The only logical type that a schema object can have.
    if (inner === 'logicalType' && /^schema\[[^\]]*\]$/.test(path)) continue;
    walk(each, path === '' ? inner : `${path}.${inner}`, inner, found);
  }
}

function labelOf(name: string, item: Json): string | undefined {
  const keys = labels.find(([list]) => list.test(name))?.[1] ?? [];
  for (const key of keys) {
    const value = (item as { readonly [name: string]: Json })[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
}
