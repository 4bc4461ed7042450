import { draftOf } from '../../source/json-schema/draft.ts';
import {
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';

const GROUPS: readonly (readonly [vocabulary: string, keywords: readonly string[]])[] = [
  [
    'applicator',
    [
      'additionalProperties',
      'allOf',
      'anyOf',
      'contains',
      'dependentSchemas',
      'else',
      'if',
      'items',
      'not',
      'oneOf',
      'patternProperties',
      'prefixItems',
      'properties',
      'propertyNames',
      'then',
    ],
  ],
  ['unevaluated', ['unevaluatedItems', 'unevaluatedProperties']],
  [
    'validation',
    [
      'const',
      'dependentRequired',
      'enum',
      'exclusiveMaximum',
      'exclusiveMinimum',
      'maxContains',
      'maximum',
      'maxItems',
      'maxLength',
      'maxProperties',
      'minContains',
      'minimum',
      'minItems',
      'minLength',
      'minProperties',
      'multipleOf',
      'pattern',
      'required',
      'type',
      'uniqueItems',
    ],
  ],
];

interface Dialect {
  readonly ignored: ReadonlySet<string>;
  readonly assertsFormats: boolean;
}

const STANDARD: Dialect = { ignored: new Set(), assertsFormats: false };

/**
 * Which keywords count in a resource: all of 2020-12, or those of the vocabularies that its own
 * metaschema lists (core specification, section 8.1).
 */
export class Vocabularies {
  private readonly registry: SchemaRegistry;
  private readonly dialects = new Map<string, Dialect>();

  constructor(registry: SchemaRegistry) {
    this.registry = registry;
  }

  effective(schema: JsonObject, site: SchemaSite): JsonObject {
    const { ignored } = this.dialectOf(site);
    if (ignored.size === 0) return schema;
    return objectOf(Object.entries(schema).filter(([keyword]) => !ignored.has(keyword)));
  }

  assertsFormats(site: SchemaSite): boolean {
    return this.dialectOf(site).assertsFormats;
  }

  private dialectOf(site: SchemaSite): Dialect {
    const root = site.resource.root.schema;
    const documentRoot = site.resource.document.root;
    const uri = metaschemaOf(root) ?? metaschemaOf(documentRoot);
    if (uri === undefined) return STANDARD;
    const known = this.dialects.get(uri);
    if (known !== undefined) return known;
    this.dialects.set(uri, STANDARD);
    const dialect = this.readDialect(uri, site);
    this.dialects.set(uri, dialect);
    return dialect;
  }

  private readDialect(uri: string, site: SchemaSite): Dialect {
    if (draftOf({ $schema: uri }) !== undefined) return STANDARD;
    const metaschema = this.registry.resolve(uri, site)?.schema;
    const listed = isJsonObject(metaschema) ? member(metaschema, '$vocabulary') : undefined;
    if (!isJsonObject(listed)) return STANDARD;
    const names = new Set(Object.keys(listed).map((name) => name.split('/').at(-1) ?? ''));
    const ignored = GROUPS.filter(([vocabulary]) => !names.has(vocabulary)).flatMap(
      ([, keywords]) => keywords,
    );
    return { ignored: new Set(ignored), assertsFormats: names.has('format-assertion') };
  }
}

function metaschemaOf(schema: unknown): string | undefined {
  const object = schema as JsonObject;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined;
  const uri = member(object, '$schema');
  return typeof uri === 'string' ? uri : undefined;
}
