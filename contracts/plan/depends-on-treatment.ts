import type { Json } from '../source/json.ts';
import { isJsonArray, isJsonObject } from '../source/json-schema/json-object.ts';
import { EVERY_ELEMENT } from './personal-fields.ts';
import type { PersonalMember } from './plan.ts';
import {
  below,
  type Container,
  containersOf,
  droppedNames,
  isOfKind,
  MOST_REFERENCES,
  memberNames,
  type Place,
  referenceTarget,
  TEXT_KEYWORDS,
} from './treated-paths.ts';

/**
 * Whether the treatment may turn a value that keeps the schema into one that does not, or the other
 * way round. True where that is not certain.
 */
export function dependsOnTreatment(
  document: Json,
  schema: Json,
  paths: readonly PersonalMember[],
  place: Place,
  references = 0,
): boolean {
  if (!isJsonObject(schema) || paths.length === 0) return false;
  if (references > MOST_REFERENCES) return true;
  const names = memberNames(paths);
  const dropped = droppedNames(paths);
  const inside = below(paths, EVERY_ELEMENT);
  const containers = containersOf(paths);
  const same = (child: Json): boolean =>
    dependsOnTreatment(document, child, paths, place, references);
  const element = (child: Json): boolean =>
    dependsOnTreatment(document, child, inside, 'within', references);
  // Where a value of another kind is encrypted, all that is said of that kind depends.
  if (place === 'within' && !isOfKind(schema, containers)) {
    if (Object.keys(schema).some((keyword) => speaksOfOthers(keyword, containers))) return true;
  }
  return Object.entries(schema).some(([keyword, value]) => {
    switch (keyword) {
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        return isJsonArray(value) && value.some(same);
      case 'not':
      case 'if':
      case 'then':
      case 'else':
        return same(value);
      case 'dependentSchemas':
        return (
          isJsonObject(value) &&
          Object.entries(value).some(([name, child]) => dropped.has(name) || same(child))
        );
      case '$ref': {
        const target = typeof value === 'string' ? referenceTarget(document, value) : undefined;
        return (
          target === undefined || dependsOnTreatment(document, target, paths, place, references + 1)
        );
      }
      case '$dynamicRef':
      case 'const':
      case 'enum':
        return true;
      case 'properties':
        return (
          isJsonObject(value) &&
          Object.entries(value).some(([name, child]) =>
            paths.some(({ path }) => path.length === 1 && path[0] === name)
              ? child !== true
              : dependsOnTreatment(document, child, below(paths, name), 'within', references),
          )
        );
      case 'required':
        return isJsonArray(value) && value.some((name) => dropped.has(String(name)));
      case 'dependentRequired':
      case 'minProperties':
      case 'maxProperties':
      case 'propertyNames':
        return dropped.size > 0;
      case 'additionalProperties':
      case 'patternProperties':
      case 'unevaluatedProperties':
        return value !== true && names.size > 0;
      case 'items':
      case 'contains':
      case 'unevaluatedItems':
        return element(value);
      case 'prefixItems':
        return isJsonArray(value) && value.some(element);
      case 'uniqueItems':
        return inside.length > 0;
      default:
        return false;
    }
  });
}

const KEYWORDS: Readonly<Record<Container, ReadonlySet<string>>> = {
  object: new Set([
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedProperties',
  ]),
  array: new Set([
    'items',
    'prefixItems',
    'contains',
    'minContains',
    'maxContains',
    'minItems',
    'maxItems',
    'uniqueItems',
    'unevaluatedItems',
  ]),
};
const OF_SCALARS: ReadonlySet<string> = new Set([
  'type',
  ...TEXT_KEYWORDS,
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

function speaksOfOthers(keyword: string, containers: ReadonlySet<Container>): boolean {
  return (
    OF_SCALARS.has(keyword) ||
    (['object', 'array'] as const).some(
      (container) => !containers.has(container) && KEYWORDS[container].has(keyword),
    )
  );
}
