import type { Json } from '../../source/json.ts';
import { isJsonObject, member, objectOf } from '../../source/json-schema/json-object.ts';
import type { Declared } from './declared-names.ts';

/** Closes a schema over the names that are declared, some of them elsewhere, or `asked` for. */
export function sealed(
  schema: Json,
  { names, patterns }: Declared,
  asked: ReadonlySet<string>,
): Json {
  if (!isJsonObject(schema)) return schema;
  const own = (keyword: string) => {
    const map = member(schema, keyword);
    return isJsonObject(map) ? map : {};
  };
  const missing = (keyword: string, all: ReadonlyMap<string, unknown>): [string, Json][] =>
    [...all.keys()]
      .filter((name) => !Object.hasOwn(own(keyword), name))
      .map((name) => [name, true]);
  const whole = (keyword: string, all: ReadonlyMap<string, unknown>): [string, Json][] =>
    all.size === 0
      ? []
      : [[keyword, objectOf([...Object.entries(own(keyword)), ...missing(keyword, all)])]];
  return objectOf([
    ...Object.entries(schema).filter(
      ([keyword]) => !['properties', 'patternProperties', 'additionalProperties'].includes(keyword),
    ),
    ...whole('properties', new Map([...names, ...[...asked].map((name) => [name, []] as const)])),
    ...whole('patternProperties', patterns),
    ['additionalProperties', false],
  ]);
}

/** What two schemas declare that hold together. */
export function joined(a: Declared, b: Declared): Declared {
  const both = (of: (declared: Declared) => ReadonlyMap<string, readonly Json[]>) => {
    const map = new Map(of(a));
    for (const [name, schemas] of of(b)) map.set(name, [...(map.get(name) ?? []), ...schemas]);
    return map;
  };
  return {
    ...a,
    names: both(({ names }) => names),
    patterns: both(({ patterns }) => patterns),
    elements: a.elements + b.elements,
  };
}
