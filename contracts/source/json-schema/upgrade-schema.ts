import type { Json } from '../json.ts';
import { escapeToken } from '../json-pointer.ts';
import { type Draft, draftOf, isBefore, LATEST_DRAFT_URI } from './draft.ts';
import { isJsonArray, isJsonObject, type JsonObject, member, objectOf } from './json-object.ts';
import { subschemaShape } from './schema-keywords.ts';
import { upgradeReference } from './upgrade-reference.ts';

export interface UpgradedSchema {
  readonly document: Json;
  /** The pointer in the file as written, for each schema object of `document`. */
  readonly origins: ReadonlyMap<JsonObject, string>;
}

/** Keywords that a draft does not know yet and therefore ignores, by the draft that brought them. */
const BROUGHT_BY: ReadonlyMap<string, Draft> = new Map([
  ['$id', 'draft-06'],
  ['const', 'draft-06'],
  ['contains', 'draft-06'],
  ['examples', 'draft-06'],
  ['propertyNames', 'draft-06'],
  ['$comment', 'draft-07'],
  ['if', 'draft-07'],
  ['then', 'draft-07'],
  ['else', 'draft-07'],
  ['contentEncoding', 'draft-07'],
  ['contentMediaType', 'draft-07'],
  ['$anchor', '2019-09'],
  ['$vocabulary', '2019-09'],
  ['contentSchema', '2019-09'],
  ['dependentRequired', '2019-09'],
  ['dependentSchemas', '2019-09'],
  ['maxContains', '2019-09'],
  ['minContains', '2019-09'],
  ['unevaluatedItems', '2019-09'],
  ['unevaluatedProperties', '2019-09'],
  ['$dynamicAnchor', '2020-12'],
  ['$dynamicRef', '2020-12'],
  ['prefixItems', '2020-12'],
]);

/** The name under which 2019-09's nameless `$recursiveAnchor` lives on. */
const RECURSIVE_ANCHOR = 'recursiveAnchor';

/**
 * Rewrites a schema of an older draft into one that means the same in 2020-12. Places of subschemas
 * stay, except that tuple `items` become `prefixItems`, `additionalItems` becomes `items` and
 * `dependencies` splits; pointers inside references follow. `draft` counts where the document has no
 * known `$schema`. The caller bounds the document's depth.
 */
export function upgradeSchema(document: Json, draft: Draft = '2020-12'): UpgradedSchema {
  const origins = new Map<JsonObject, string>();
  const own = draftOf(document) ?? draft;
  const upgraded = new Upgrade(origins).schema(document, '', {
    draft: own,
    recursiveAnchor: hasRecursiveAnchor(document),
    itemsAreAnnotated: usesUnevaluatedItems(document),
  });
  return { document: upgraded, origins };
}

interface Context {
  readonly draft: Draft;
  /** The resource's root carries `$recursiveAnchor: true`. */
  readonly recursiveAnchor: boolean;
  readonly itemsAreAnnotated: boolean;
}

/** Later drafts still read `dependencies` for old schemas' sake, but not beside its successors. */
function hasNewer(schema: JsonObject): boolean {
  return Object.hasOwn(schema, 'dependentRequired') || Object.hasOwn(schema, 'dependentSchemas');
}

function hasRecursiveAnchor(schema: Json): boolean {
  return isJsonObject(schema) && member(schema, '$recursiveAnchor') === true;
}

function usesUnevaluatedItems(document: Json): boolean {
  if (isJsonArray(document)) return document.some(usesUnevaluatedItems);
  if (!isJsonObject(document)) return false;
  return (
    Object.hasOwn(document, 'unevaluatedItems') ||
    Object.values(document).some(usesUnevaluatedItems)
  );
}

class Upgrade {
  private readonly origins: Map<JsonObject, string>;

  constructor(origins: Map<JsonObject, string>) {
    this.origins = origins;
  }

  schema(schema: Json, origin: string, context: Context): Json {
    if (!isJsonObject(schema)) return schema;
    const inner = this.contextWithin(schema, context, origin);
    const result = objectOf(
      isBefore(inner.draft, '2019-09') && typeof member(schema, '$ref') === 'string'
        ? this.referenceOnly(schema, origin, inner)
        : this.keywords(schema, origin, inner),
    );
    this.origins.set(result, origin);
    return result;
  }

  private contextWithin(schema: JsonObject, context: Context, origin: string): Context {
    const startsResource =
      typeof member(schema, '$id') === 'string' || typeof member(schema, 'id') === 'string';
    if (origin === '' || !startsResource) return context;
    return {
      draft: draftOf(schema) ?? context.draft,
      recursiveAnchor: hasRecursiveAnchor(schema),
      itemsAreAnnotated: context.itemsAreAnnotated,
    };
  }

  /** Before 2019-09 a `$ref` silences its siblings; definitions beside it can still be pointed at. */
  private *referenceOnly(
    schema: JsonObject,
    origin: string,
    context: Context,
  ): Generator<readonly [string, Json]> {
    const reference = member(schema, '$ref');
    if (typeof reference !== 'string') return;
    if (origin === '') yield ['$schema', LATEST_DRAFT_URI];
    yield ['$ref', upgradeReference(reference, context.draft)];
    for (const keyword of ['$defs', 'definitions', 'title', 'description', '$comment']) {
      const value = member(schema, keyword);
      if (value !== undefined) yield [keyword, this.value(keyword, value, origin, context)];
    }
  }

  private *keywords(
    schema: JsonObject,
    origin: string,
    context: Context,
  ): Generator<readonly [string, Json]> {
    const { draft } = context;
    for (const [keyword, value] of Object.entries(schema)) {
      const broughtBy = BROUGHT_BY.get(keyword);
      if (broughtBy !== undefined && isBefore(draft, broughtBy)) continue;
      const at = `${origin}/${escapeToken(keyword)}`;
      switch (keyword) {
        case '$schema':
          yield [keyword, draftOf(schema) === undefined ? value : LATEST_DRAFT_URI];
          continue;
        case 'id':
          if (draft === 'draft-04' && typeof value === 'string') yield* identifier(value);
          else yield [keyword, value];
          continue;
        case '$id':
          if (isBefore(draft, '2019-09') && typeof value === 'string') yield* identifier(value);
          else yield [keyword, value];
          continue;
        case '$recursiveAnchor':
          if (draft !== '2019-09') yield [keyword, value];
          else if (value === true) yield ['$dynamicAnchor', RECURSIVE_ANCHOR];
          continue;
        case '$recursiveRef':
          if (draft !== '2019-09') yield [keyword, value];
          else if (context.recursiveAnchor) yield ['$dynamicRef', `#${RECURSIVE_ANCHOR}`];
          else yield ['$ref', '#'];
          continue;
        case 'items':
          if (!isBefore(draft, '2020-12') || !isJsonArray(value)) break;
          if (value.length > 0) {
            yield [
              'prefixItems',
              value.map((item, index) => this.schema(item, `${at}/${index}`, context)),
            ];
          }
          continue;
        case 'additionalItems':
          if (!isBefore(draft, '2020-12')) break;
          if (isJsonArray(member(schema, 'items')))
            yield ['items', this.schema(value, at, context)];
          continue;
        case 'dependencies':
          if (!isJsonObject(value) || (!isBefore(draft, '2019-09') && hasNewer(schema))) break;
          yield* this.dependencies(value, at, context);
          continue;
        case 'minimum':
        case 'maximum': {
          if (draft !== 'draft-04') break;
          const exclusive = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
          yield [member(schema, exclusive) === true ? exclusive : keyword, value];
          continue;
        }
        case 'exclusiveMinimum':
        case 'exclusiveMaximum':
          if (draft === 'draft-04' && typeof value === 'boolean') continue;
          break;
        case 'contains':
          if (draft === '2019-09' && context.itemsAreAnnotated) {
            yield* this.unannotatedContains(schema, value, at, context);
            continue;
          }
          break;
        case 'allOf':
          if (context.itemsAreAnnotated && draft === '2019-09' && Object.hasOwn(schema, 'contains'))
            continue;
          break;
        case 'minContains':
        case 'maxContains':
          if (context.itemsAreAnnotated && draft === '2019-09' && Object.hasOwn(schema, 'contains'))
            continue;
          break;
        default:
      }
      yield [keyword, this.value(keyword, value, origin, context)];
    }
  }

  /**
   * In 2020-12 `contains` counts its matches as evaluated, in 2019-09 it does not. A double negation
   * keeps the verdict and drops what was evaluated.
   */
  private *unannotatedContains(
    schema: JsonObject,
    contains: Json,
    at: string,
    context: Context,
  ): Generator<readonly [string, Json]> {
    const counted: [string, Json][] = [['contains', this.schema(contains, at, context)]];
    for (const keyword of ['minContains', 'maxContains']) {
      const value = member(schema, keyword);
      if (value !== undefined) counted.push([keyword, value]);
    }
    const rest = member(schema, 'allOf');
    const allOf = isJsonArray(rest)
      ? rest.map((branch, index) =>
          this.schema(branch, `${at.slice(0, -'/contains'.length)}/allOf/${index}`, context),
        )
      : [];
    yield ['allOf', [...allOf, { not: { not: objectOf(counted) } }]];
  }

  private *dependencies(
    value: JsonObject,
    at: string,
    context: Context,
  ): Generator<readonly [string, Json]> {
    const names: [string, Json][] = [];
    const schemas: [string, Json][] = [];
    for (const [name, dependency] of Object.entries(value)) {
      if (isJsonArray(dependency)) names.push([name, dependency]);
      else if (typeof dependency === 'string') names.push([name, [dependency]]);
      else schemas.push([name, this.schema(dependency, `${at}/${escapeToken(name)}`, context)]);
    }
    if (names.length > 0) yield ['dependentRequired', objectOf(names)];
    if (schemas.length > 0) yield ['dependentSchemas', objectOf(schemas)];
  }

  private value(keyword: string, value: Json, origin: string, context: Context): Json {
    const at = `${origin}/${escapeToken(keyword)}`;
    if (keyword === '$ref' || keyword === '$dynamicRef') {
      return typeof value === 'string' ? upgradeReference(value, context.draft) : value;
    }
    const shape = subschemaShape(keyword);
    if (shape === 'schema') return this.schema(value, at, context);
    if (shape === 'list' && isJsonArray(value)) {
      return value.map((item, index) => this.schema(item, `${at}/${index}`, context));
    }
    if (shape === 'map' && isJsonObject(value)) {
      return objectOf(
        Object.entries(value).map(
          ([name, item]) =>
            [name, this.schema(item, `${at}/${escapeToken(name)}`, context)] as const,
        ),
      );
    }
    return value;
  }
}

/** Before 2019-09 an identifier with a fragment was an anchor. */
function* identifier(id: string): Generator<readonly [string, Json]> {
  const hash = id.indexOf('#');
  const uri = hash < 0 ? id : id.slice(0, hash);
  const anchor = hash < 0 ? '' : id.slice(hash + 1);
  if (uri !== '') yield ['$id', uri];
  if (/^[A-Za-z_][-A-Za-z0-9._]*$/.test(anchor)) yield ['$anchor', anchor];
}
