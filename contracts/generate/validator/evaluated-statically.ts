import type { Json } from '../../source/json.ts';
import { isJsonArray, isJsonObject, member } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import {
  type Compilation,
  type DynamicScope,
  type Evaluated,
  enterResource,
} from './compilation.ts';
import { referencedSite } from './reference-target.ts';

const NONE: Evaluated = { all: false, names: new Set(), patterns: new Set() };

/**
 * What the schema's other keywords evaluate, where that is the same for every value: then a
 * `unevaluatedProperties` costs no more than `additionalProperties`. Undefined where a branch
 * decides, and for schemas that contain themselves in place.
 */
export function evaluatedStatically(
  compilation: Compilation,
  site: SchemaSite,
  scope: DynamicScope,
): Evaluated | undefined {
  return evaluate(compilation, site, scope, new Set());
}

/** `way` holds the schemas that lead here; the outermost one's own `unevaluated…` does not count. */
function evaluate(
  compilation: Compilation,
  site: SchemaSite,
  scope: DynamicScope,
  way: Set<Json>,
): Evaluated | undefined {
  const nested = way.size > 0;
  const known = nested ? compilation.evaluatedInside : compilation.evaluatedOutside;
  // Without dynamic anchors a schema means the same everywhere: shared definitions count once.
  if (scope.size === 0 && known.has(site.schema)) return known.get(site.schema);
  if (way.has(site.schema)) return undefined;
  way.add(site.schema);
  const evaluated = evaluateKeywords(compilation, site, scope, way, nested);
  way.delete(site.schema);
  if (scope.size === 0) known.set(site.schema, evaluated);
  return evaluated;
}

function evaluateKeywords(
  compilation: Compilation,
  site: SchemaSite,
  scope: DynamicScope,
  way: Set<Json>,
  nested: boolean,
): Evaluated | undefined {
  const keywords = compilation.keywords(site);
  if (keywords === undefined) return NONE;
  const of = (pointer: string, schema: Json) => {
    const child = compilation.registry.child(site, pointer, schema);
    return evaluate(compilation, child, enterResource(child, scope), way);
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
      const inside = evaluate(compilation, target, enterResource(target, scope), way);
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
