import type { Json } from '../../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import { type DeclaredNames, isOpen, listOf } from './declared-names.ts';

const inPlaceSingle = ['if', 'then', 'else', 'not'];
const inPlaceLists = ['allOf', 'anyOf', 'oneOf'];
const belowSingle = [
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
];
const belowMaps = ['properties', 'patternProperties'];

/**
 * Names that a document asks of objects (`required`, `dependentRequired`, members of objects in
 * `enum` and `const`) and that no schema of the same value declares. Forbidding one of them would
 * forbid messages altogether, and a search among no messages finds no break. Of the whole document,
 * as `contains` and schemas elsewhere ask of values that other places declare.
 */
export function undeclaredAskedNames(document: Json, declared: DeclaredNames): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<Json>();
  const values: Json[] = [document];
  // The list grows while it is walked.
  for (const value of values) {
    if (!isJsonObject(value) || seen.has(value)) continue;
    seen.add(value);
    const names = new Set<string>();
    const asked = new Set<string>();
    for (const part of partsOf(value, declared)) {
      for (const name of keysIn(member(part, 'properties'))) names.add(name);
      const isMap = !['additionalProperties', 'unevaluatedProperties'].every((keyword) =>
        isOpen(member(part, keyword)),
      );
      if (!isMap) for (const name of askedBy(part)) asked.add(name);
      for (const keyword of belowSingle) values.push(member(part, keyword) ?? true);
      values.push(...listOf(part, 'prefixItems'));
      for (const keyword of belowMaps) values.push(...membersIn(member(part, keyword)));
    }
    for (const name of asked) if (!names.has(name)) found.add(name);
  }
  return found;
}

/** Whether a schema, or one of the same value, lists objects, or arrays that may hold some. */
export function listsObjects(schema: Json, declared: DeclaredNames): boolean {
  return partsOf(schema, declared).some((part) =>
    listed(part).some((value) => isJsonObject(value) || isJsonArray(value)),
  );
}

/** The greatest `minProperties` that is asked of the same value. */
export function mostMembersAsked(schema: Json, declared: DeclaredNames): number {
  const counts = partsOf(schema, declared).map((part) => member(part, 'minProperties'));
  return Math.max(0, ...counts.filter((count) => typeof count === 'number'));
}

type Part = JsonObject;

/** All schemas that look at the same value, under whatever condition. */
function partsOf(schema: Json, declared: DeclaredNames): readonly Part[] {
  const parts = new Set<Part>();
  const waiting: Json[] = [schema];
  for (const part of waiting) {
    if (!isJsonObject(part) || parts.has(part)) continue;
    parts.add(part);
    const reference = member(part, '$ref');
    if (typeof reference === 'string') waiting.push(declared.target(reference).schema);
    for (const keyword of inPlaceLists) waiting.push(...listOf(part, keyword));
    for (const keyword of inPlaceSingle) waiting.push(member(part, keyword) ?? true);
    waiting.push(...membersIn(member(part, 'dependentSchemas')));
  }
  return [...parts];
}

function askedBy(part: Part): readonly string[] {
  const dependent = membersIn(member(part, 'dependentRequired')).filter(isJsonArray);
  const required = [listOf(part, 'required'), ...dependent].flat();
  return [
    ...required.filter((name) => typeof name === 'string'),
    ...listed(part).flatMap(namesWithin),
  ];
}

function listed(part: Part): readonly Json[] {
  const constant = member(part, 'const');
  return [...(constant === undefined ? [] : [constant]), ...listOf(part, 'enum')];
}

function namesWithin(value: Json): readonly string[] {
  if (isJsonArray(value)) return value.flatMap(namesWithin);
  if (!isJsonObject(value)) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(namesWithin)];
}

function keysIn(map: Json | undefined): readonly string[] {
  return isJsonObject(map) ? Object.keys(map) : [];
}

function membersIn(map: Json | undefined): readonly Json[] {
  return isJsonObject(map) ? Object.values(map) : [];
}
