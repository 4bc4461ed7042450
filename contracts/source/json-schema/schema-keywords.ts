import type { Json } from '../json.ts';
import { escapeToken } from '../json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject } from './json-object.ts';

/** How the value of a keyword of 2020-12 holds subschemas. */
export type SubschemaShape = 'schema' | 'list' | 'map';

const SHAPES: ReadonlyMap<string, SubschemaShape> = new Map([
  ['additionalProperties', 'schema'],
  ['allOf', 'list'],
  ['anyOf', 'list'],
  ['contains', 'schema'],
  ['contentSchema', 'schema'],
  ['$defs', 'map'],
  ['definitions', 'map'],
  ['dependentSchemas', 'map'],
  ['else', 'schema'],
  ['if', 'schema'],
  ['items', 'schema'],
  ['not', 'schema'],
  ['oneOf', 'list'],
  ['patternProperties', 'map'],
  ['prefixItems', 'list'],
  ['properties', 'map'],
  ['propertyNames', 'schema'],
  ['then', 'schema'],
  ['unevaluatedItems', 'schema'],
  ['unevaluatedProperties', 'schema'],
]);

export function subschemaShape(keyword: string): SubschemaShape | undefined {
  return SHAPES.get(keyword);
}

/** A direct subschema and the pointer from its parent to it. */
export interface Subschema {
  readonly keyword: string;
  readonly pointer: string;
  readonly schema: Json;
}

/** The direct subschemas of a 2020-12 schema object, `definitions` included. */
export function subschemasOf(schema: JsonObject): readonly Subschema[] {
  const found: Subschema[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const shape = SHAPES.get(keyword);
    const at = `/${escapeToken(keyword)}`;
    if (shape === 'schema') {
      found.push({ keyword, pointer: at, schema: value });
    } else if (shape === 'list' && isJsonArray(value)) {
      value.forEach((schema, index) => {
        found.push({ keyword, pointer: `${at}/${index}`, schema });
      });
    } else if (shape === 'map' && isJsonObject(value)) {
      for (const [name, schema] of Object.entries(value)) {
        found.push({ keyword, pointer: `${at}/${escapeToken(name)}`, schema });
      }
    }
  }
  return found;
}
