import type { Json } from '../../../../contracts/source/json.ts';
import type { Draft } from '../../../../contracts/source/json-schema/draft.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
} from '../../../../contracts/source/json-schema/json-object.ts';

type Writable = { [keyword: string]: Json };

/** Thrown where the draft has no words for a schema. */
class Inexpressible extends Error {}

const SINCE: Readonly<Record<Draft, number>> = {
  'draft-04': 4,
  'draft-06': 6,
  'draft-07': 7,
  '2019-09': 8,
  '2020-12': 9,
};

/**
 * A schema of 2020-12 said in the words of an older draft: tuples as `items`, flags that exclude,
 * `dependencies`, references without siblings. Undefined where that draft cannot say it. Written
 * against the specifications and not against the code that reads older drafts.
 */
export function inOlderDraft(schema: Json, draft: Draft): Json | undefined {
  try {
    return said(schema, SINCE[draft]);
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS = new Set([
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
]);

function said(schema: Json, draft: number, flagIsFine = false): Json {
  if (typeof schema === 'boolean') return flagIsFine ? schema : plain(schema, draft);
  if (!isJsonObject(schema)) return schema;
  const result: Writable = {};
  const also: Json[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const inner =
      MAPS.has(keyword) && isJsonObject(value)
        ? mapped(value, draft)
        : LISTS.has(keyword) && isJsonArray(value)
          ? value.map((each) => said(each, draft))
          : SCHEMAS.has(keyword)
            ? said(value, draft, keyword === 'additionalProperties')
            : value;
    write(keyword, inner, { schema, result, also, draft });
  }
  if (
    draft < 8 &&
    typeof result.$ref === 'string' &&
    Object.keys(result).length + also.length > 1
  ) {
    const { $ref, definitions, ...rest } = result;
    also.push({ $ref }, ...(Object.keys(rest).length > 0 ? [rest] : []));
    for (const keyword of Object.keys(result)) delete result[keyword];
    if (definitions !== undefined) result.definitions = definitions;
  }
  if (also.length > 0) {
    result.allOf = [...(isJsonArray(result.allOf) ? result.allOf : []), ...also];
  }
  return result;
}

interface Writing {
  readonly schema: JsonObject;
  readonly result: Writable;
  readonly also: Json[];
  readonly draft: number;
}

function write(keyword: string, value: Json, { schema, result, also, draft }: Writing): void {
  switch (keyword) {
    case '$defs':
      result[draft < 8 ? 'definitions' : '$defs'] = value;
      return;
    case '$ref':
      result.$ref =
        draft < 8 && typeof value === 'string' ? value.replace('$defs', 'definitions') : value;
      return;
    case 'const':
      if (draft > 4) result.const = value;
      else also.push({ enum: [value] });
      return;
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      if (draft > 4) result[keyword] = value;
      else
        also.push({
          [keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum']: value,
          [keyword]: true,
        });
      return;
    case 'prefixItems':
      if (draft === 9) result.prefixItems = value;
      else {
        result.items = isJsonArray(value) ? value.map((each) => asSchema(each, draft)) : value;
        if (schema.items !== undefined) result.additionalItems = said(schema.items, draft, true);
      }
      return;
    case 'items':
      if (draft === 9 || schema.prefixItems === undefined) result.items = asSchema(value, draft);
      return;
    case 'dependentRequired':
    case 'dependentSchemas':
      if (draft >= 8) result[keyword] = value;
      else also.push({ dependencies: value });
      return;
    case 'if':
      if (draft >= 7) result.if = value;
      else {
        const [yes, no] = ['then', 'else'].map((word) =>
          schema[word] === undefined ? {} : said(schema[word] ?? {}, draft),
        );
        also.push({ anyOf: [{ not: value }, yes ?? {}] }, { anyOf: [value, no ?? {}] });
      }
      return;
    case 'then':
    case 'else':
      if (draft >= 7) result[keyword] = value;
      return;
    case 'contains':
      if (draft > 4) result.contains = value;
      else also.push({ anyOf: [{ not: { type: 'array' } }, { not: { items: { not: value } } }] });
      return;
    case 'minContains':
    case 'maxContains':
    case 'unevaluatedProperties':
      if (draft < 8) throw new Inexpressible();
      result[keyword] = value;
      return;
    case 'propertyNames':
      if (draft < 6) throw new Inexpressible();
      result.propertyNames = value;
      return;
    case 'unevaluatedItems':
      // Says something else in 2019-09.
      if (draft < 9) throw new Inexpressible();
      result.unevaluatedItems = value;
      return;
    default:
      result[keyword] = value;
  }
}

function mapped(map: JsonObject, draft: number): Json {
  return Object.fromEntries(Object.entries(map).map(([name, each]) => [name, said(each, draft)]));
}

function asSchema(value: Json, draft: number): Json {
  return typeof value === 'boolean' ? plain(value, draft) : value;
}

function plain(value: boolean, draft: number): Json {
  return draft > 4 ? value : flag(value);
}

function flag(value: boolean): Json {
  return value ? {} : { not: {} };
}
