import { isJsonArray, isJsonObject, member } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { type Compilation, type DynamicScope, enterResource } from './compilation.ts';
import { referencedSite } from './reference-target.ts';

/** The members that a schema evaluates in every value it accepts. */
export interface Evaluated {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

const NONE: Evaluated = { all: false, names: new Set(), patterns: new Set() };

/**
 * What the schema's other keywords evaluate, where that is the same for every value: then a
 * `unevaluatedProperties` costs no more than `additionalProperties`. Undefined where a branch
 * decides.
 */
export function evaluatedStatically(
  compilation: Compilation,
  site: SchemaSite,
  scope: DynamicScope,
  onTheWay: ReadonlySet<unknown> = new Set(),
  nested = false,
): Evaluated | undefined {
  const keywords = compilation.keywords(site);
  if (keywords === undefined) return NONE;
  if (onTheWay.has(site.schema)) return undefined;
  const way = new Set([...onTheWay, site.schema]);
  const of = (pointer: string, schema: Parameters<Compilation['child']>[2]) => {
    const child = compilation.registry.child(site, pointer, schema);
    return evaluatedStatically(compilation, child, enterResource(child, scope), way, true);
  };
  const names = new Set<string>();
  const patterns = new Set<string>();
  const ownKeyword = nested ? member(keywords, 'unevaluatedProperties') : undefined;
  let all = ownKeyword !== undefined || member(keywords, 'additionalProperties') !== undefined;
  const include = (evaluated: Evaluated): void => {
    if (evaluated.all) all = true;
    for (const name of evaluated.names) names.add(name);
    for (const pattern of evaluated.patterns) patterns.add(pattern);
  };
  for (const [keyword, value] of Object.entries(keywords)) {
    if (keyword === 'properties' && isJsonObject(value)) {
      for (const name of Object.keys(value)) names.add(name);
    } else if (keyword === 'patternProperties' && isJsonObject(value)) {
      for (const pattern of Object.keys(value)) patterns.add(pattern);
    } else if ((keyword === '$ref' || keyword === '$dynamicRef') && typeof value === 'string') {
      const target = referencedSite(compilation, keyword, value, site, scope);
      if (target === undefined) continue;
      const inside = evaluatedStatically(
        compilation,
        target,
        enterResource(target, scope),
        way,
        true,
      );
      if (inside === undefined) return undefined;
      include(inside);
    } else if (keyword === 'allOf' && isJsonArray(value)) {
      for (const [index, branch] of value.entries()) {
        const inside = of(`/allOf/${index}`, branch);
        if (inside === undefined) return undefined;
        include(inside);
      }
    } else if (isConditional(keyword)) {
      const branches = isJsonArray(value)
        ? value.map((branch, index) => of(`/${keyword}/${index}`, branch))
        : keyword === 'dependentSchemas' && isJsonObject(value)
          ? Object.entries(value).map(([name, branch]) => of(`/${keyword}/${name}`, branch))
          : [of(`/${keyword}`, value)];
      if (branches.some((branch) => branch === undefined || !isNone(branch))) return undefined;
    }
  }
  return { all, names, patterns };
}

function isConditional(keyword: string): boolean {
  return ['anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas'].includes(keyword);
}

function isNone(evaluated: Evaluated): boolean {
  return !evaluated.all && evaluated.names.size === 0 && evaluated.patterns.size === 0;
}
