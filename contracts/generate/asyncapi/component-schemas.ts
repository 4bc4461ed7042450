import type { Json } from '../../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  objectOf,
} from '../../source/json-schema/json-object.ts';

const prefix = '#/components/schemas/';

/** Keywords of 2019-09 and 2020-12 that AsyncAPI's own schemas (a superset of draft 07) lack. */
const newer = new Set([
  'prefixItems',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'minContains',
  'maxContains',
]);

/** True where a payload schema says something that AsyncAPI's own schemas cannot. */
export function needsNewerDraft(schema: Json): boolean {
  if (isJsonArray(schema)) return schema.some(needsNewerDraft);
  if (!isJsonObject(schema)) return false;
  return Object.entries(schema).some(([name, inner]) => newer.has(name) || needsNewerDraft(inner));
}

/** The name of a component: the letters that AsyncAPI allows. */
export function componentName(text: string): string {
  return text.replace(/[^\w.-]/g, '_');
}

/**
 * A bundled payload schema as components of an AsyncAPI document: the schema itself by the dataset's
 * name, each of its definitions beside it, references pointing there. What stands beside a reference
 * moves out of its shadow, since draft 07 ignores it.
 */
export function componentSchemas(
  dataset: string,
  payload: Json,
): readonly (readonly [string, Json])[] {
  const name = componentName(dataset);
  if (!isJsonObject(payload)) return [[name, payload]];
  const { $schema: _schema, $id: _id, $defs, ...root } = payload;
  const definitions = isJsonObject($defs) ? Object.entries($defs) : [];
  return [
    [name, moved(root, name)],
    ...definitions.map(
      ([each, schema]) => [`${name}.${componentName(each)}`, moved(schema, name)] as const,
    ),
  ];
}

function moved(schema: Json, dataset: string): Json {
  if (isJsonArray(schema)) return schema.map((each) => moved(each, dataset));
  if (!isJsonObject(schema)) return schema;
  const inner = objectOf(
    Object.entries(schema).map(
      ([name, value]) => [name, isData(name) ? value : moved(value, dataset)] as const,
    ),
  );
  const { $ref, ...beside } = inner;
  if (typeof $ref !== 'string') return inner;
  const target = { $ref: movedReference($ref, dataset) };
  if (Object.keys(beside).length === 0) return target;
  return { ...beside, allOf: [...(isJsonArray(beside.allOf) ? beside.allOf : []), target] };
}

/** Members that hold values, in which nothing is a reference. */
function isData(name: string): boolean {
  return name === 'enum' || name === 'const' || name === 'examples' || name === 'default';
}

function movedReference(reference: string, dataset: string): string {
  if (!reference.startsWith('#')) return reference;
  const definition = /^#\/\$defs\/([^/]+)(.*)$/s.exec(reference);
  if (definition === null) return `${prefix}${dataset}${reference.slice(1)}`;
  return `${prefix}${dataset}.${componentName(decodedToken(definition[1] ?? ''))}${definition[2]}`;
}

function decodedToken(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token;
  }
}

/** The payload schema that `componentSchemas` took apart. */
export function payloadOfComponents(dataset: string, schemas: JsonObject): Json | undefined {
  const name = componentName(dataset);
  const root = schemas[name];
  if (root === undefined) return undefined;
  const definitions = Object.entries(schemas).filter(([each]) => each.startsWith(`${name}.`));
  const back = movedBack(root, name);
  if (!isJsonObject(back) || definitions.length === 0) return back;
  return {
    ...back,
    $defs: objectOf(
      definitions.map(
        ([each, schema]) => [each.slice(name.length + 1), movedBack(schema, name)] as const,
      ),
    ),
  };
}

function movedBack(schema: Json, dataset: string): Json {
  if (isJsonArray(schema)) return schema.map((each) => movedBack(each, dataset));
  if (!isJsonObject(schema)) return schema;
  const { allOf, ...beside } = schema;
  const only = isJsonArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const flat =
    isJsonObject(only) && Object.keys(only).join() === '$ref' ? { ...beside, ...only } : schema;
  return objectOf(
    Object.entries(flat).map(([name, value]) => {
      if (name === '$ref' && typeof value === 'string')
        return [name, referenceBack(value, dataset)] as const;
      return [name, isData(name) ? value : movedBack(value, dataset)] as const;
    }),
  );
}

function referenceBack(reference: string, dataset: string): string {
  const own = `${prefix}${dataset}`;
  if (reference === own) return '#';
  if (reference.startsWith(`${own}/`)) return `#${reference.slice(own.length)}`;
  if (reference.startsWith(`${own}.`)) return `#/$defs/${reference.slice(own.length + 1)}`;
  return reference;
}
