import type { Json } from '../json.ts';

export type JsonObject = { readonly [name: string]: Json };

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The own member of that name: `toString` and `__proto__` are names like any other. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An object with exactly these members, own ones even where a name is `__proto__`. */
export function objectOf(entries: Iterable<readonly [string, Json]>): JsonObject {
  const object: { [name: string]: Json } = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

/** Levels and values of a document, measured without recursion; stops counting at the limits. */
export function measureJson(
  document: Json,
  limits: { readonly depth: number; readonly values: number },
): { readonly depth: number; readonly values: number } {
  let level: Json[] = [document];
  let depth = 0;
  let values = 0;
  while (level.length > 0 && depth <= limits.depth && values <= limits.values) {
    depth += 1;
    values += level.length;
    const below: Json[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value)) below.push(child);
    }
    level = below;
  }
  return { depth, values };
}
