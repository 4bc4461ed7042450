import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { splitFragment } from '../../source/json-schema/uri-reference.ts';
import type { Compilation, DynamicScope } from './compilation.ts';

/**
 * The schema that a reference names. A dynamic one that lands on a dynamic anchor goes to the
 * outermost anchor of that name in scope; scopes are known when compiling, so validators do without.
 */
export function referencedSite(
  compilation: Compilation,
  keyword: '$ref' | '$dynamicRef',
  reference: string,
  site: SchemaSite,
  scope: DynamicScope,
): SchemaSite | undefined {
  const target = compilation.registry.resolve(reference, site);
  if (target === undefined) {
    compilation.problem(site, keyword, `the reference '${reference}' names no schema`);
    return undefined;
  }
  if (keyword === '$ref') return target;
  const anchor = splitFragment(reference).fragment ?? '';
  if (target.resource.dynamicAnchors.get(anchor) !== target) return target;
  return scope.get(anchor) ?? target;
}
