import { isJsonArray, member } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import type { Compilation, DynamicScope } from './compilation.ts';
import { referencedSite } from './reference-target.ts';

/** Follows a schema that is nothing but a `$ref` (annotations aside) to what it names. */
export function resolved(
  compilation: Compilation,
  site: SchemaSite,
  scope: DynamicScope,
): SchemaSite {
  let current = site;
  for (let hops = 0; hops < 20; hops += 1) {
    const keywords = compilation.keywords(current);
    const reference = keywords === undefined ? undefined : member(keywords, '$ref');
    if (keywords === undefined || typeof reference !== 'string') return current;
    if (Object.keys(keywords).some((keyword) => !SILENT.has(keyword))) return current;
    const target = referencedSite(compilation, '$ref', reference, current, scope);
    if (target === undefined) return current;
    current = target;
  }
  return current;
}

const SILENT = new Set(['$ref', 'title', 'description', '$comment', 'examples', 'deprecated']);

/** The types that the branches name together; undefined where one names none. */
export function typesOf(
  compilation: Compilation,
  branches: readonly SchemaSite[],
  scope: DynamicScope,
): readonly string[] | undefined {
  const types = new Set<string>();
  for (const branch of branches) {
    const keywords = compilation.keywords(resolved(compilation, branch, scope));
    const type = keywords === undefined ? undefined : member(keywords, 'type');
    if (type === undefined) return undefined;
    for (const name of isJsonArray(type) ? type : [type]) types.add(String(name));
  }
  return [...types];
}
