import { isJsonObject } from '../../source/json-schema/json-object.ts';
import type { SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { type Compilation, enterResource, type Frame } from './compilation.ts';

/** Applies a subschema to another value: in place where it is small, else by a function call. */
export function emitChild(
  compilation: Compilation,
  frame: Frame,
  site: SchemaSite,
  value: { readonly data: string; readonly path: string; readonly required?: boolean },
): string {
  if (site.schema === true) return '';
  if (isSmall(compilation, site)) {
    return compilation.emit({
      ...frame,
      required: false,
      ...value,
      site,
      scope: enterResource(site, frame.scope),
      tracker: undefined,
      base: false,
    });
  }
  if (frame.collect) {
    const name = compilation.functionFor(site, frame.scope, 'collect');
    return `${name}(${value.data},${value.path},o);\n`;
  }
  return `if(!${compilation.functionFor(site, frame.scope, 'check')}(${value.data}))return false;\n`;
}

const LARGE = [
  'additionalProperties',
  'allOf',
  'anyOf',
  'contains',
  'dependentSchemas',
  'if',
  'items',
  'not',
  'oneOf',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
];

function isSmall(compilation: Compilation, site: SchemaSite): boolean {
  if (!isJsonObject(site.schema)) return true;
  const keywords = compilation.keywords(site);
  return keywords === undefined || !LARGE.some((keyword) => Object.hasOwn(keywords, keyword));
}
