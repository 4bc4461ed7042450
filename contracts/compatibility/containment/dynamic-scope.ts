import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { splitFragment } from '../../source/json-schema/uri-reference.ts';

/** Outermost schema per dynamic anchor on the way to a schema (core specification, section 7.1). */
export type DynamicScope = ReadonlyMap<string, SchemaSite>;

export const noScope: DynamicScope = new Map();

/** The scope within a schema: anchors of its resource count where nobody outside declares them. */
export function enteredScope(site: SchemaSite, outer: DynamicScope): DynamicScope {
  const fresh = [...site.resource.dynamicAnchors].filter(([anchor]) => !outer.has(anchor));
  return fresh.length === 0 ? outer : new Map([...outer, ...fresh]);
}

/** What `$ref` or `$dynamicRef` of a schema names in a scope; undefined where it names nothing. */
export function referenceTarget(
  registry: SchemaRegistry,
  {
    keyword,
    reference,
    site,
    scope,
  }: {
    readonly keyword: '$ref' | '$dynamicRef';
    readonly reference: string;
    readonly site: SchemaSite;
    readonly scope: DynamicScope;
  },
): SchemaSite | undefined {
  const target = registry.resolve(reference, site);
  if (target === undefined || keyword === '$ref') return target;
  const anchor = splitFragment(reference).fragment ?? '';
  return target.resource.dynamicAnchors.get(anchor) === target
    ? (scope.get(anchor) ?? target)
    : target;
}

/** Keeps one scope of each content, so that what was compiled in it can be found again. */
export class KnownScopes {
  private readonly scopes = new Map<string, DynamicScope>([['', noScope]]);

  entered(site: SchemaSite, outer: DynamicScope): DynamicScope {
    const scope = enteredScope(site, outer);
    if (scope === outer) return outer;
    const key = scopeKey(scope);
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    this.scopes.set(key, scope);
    return scope;
  }
}

export function scopeKey(scope: DynamicScope): string {
  return [...scope]
    .map(([anchor, { resource, pointer }]) => JSON.stringify([anchor, resource.uri, pointer]))
    .sort()
    .join();
}
