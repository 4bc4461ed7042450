import type { Json } from '../../source/json.ts';
import { isJsonObject, member } from '../../source/json-schema/json-object.ts';
import { type DeclaredNames, listOf } from './declared-names.ts';

/**
 * True where one branch at most can hold for an object: the others have other types, or a required
 * member has values of its own in each.
 */
export function exclusiveBranches(declared: DeclaredNames, branches: readonly Json[]): boolean {
  const objects = branches
    .map((branch) => declared.always(branch))
    .filter(({ types }) => types === undefined || types.has('object'));
  if (objects.length < 2) return true;
  const [first] = objects;
  return [...(first?.names.keys() ?? [])].some((name) => {
    const seen = new Set<string>();
    return objects.every(({ names, required }) => {
      const values = valuesOf(declared, names.get(name) ?? []);
      if (values === undefined || !required.has(name)) return false;
      const isNew = values.every((value) => !seen.has(value));
      for (const value of values) seen.add(value);
      return isNew;
    });
  });
}

/** The scalars that a member may be, as JSON texts; undefined where they are not listed. */
function valuesOf(
  declared: DeclaredNames,
  schemas: readonly Json[],
  steps = 20,
): readonly string[] | undefined {
  for (const schema of schemas) {
    if (!isJsonObject(schema)) continue;
    const constant = member(schema, 'const');
    const values = constant === undefined ? listOf(schema, 'enum') : [constant];
    if (values.length > 0) return values.map((value) => JSON.stringify(value));
    const reference = member(schema, '$ref');
    if (typeof reference !== 'string') continue;
    const { schema: target } = declared.target(reference);
    const found = steps === 0 ? undefined : valuesOf(declared, [target], steps - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
