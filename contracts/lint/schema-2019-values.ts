import type { Json } from '../source/json.ts';

/** One reason why a value breaks a schema, before it becomes a sentence. */
export type SchemaIssue = { readonly pointer: string } & (
  | { readonly kind: 'type'; readonly expected: readonly string[] }
  | { readonly kind: 'enum'; readonly allowed: readonly Json[] }
  | { readonly kind: 'missing-key'; readonly key: string }
  | { readonly kind: 'unknown-key'; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: 'no-key-of'; readonly keys: readonly string[] }
  | { readonly kind: 'many-keys-of'; readonly keys: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'bound'; readonly keyword: string; readonly limit: number }
  | { readonly kind: 'duplicate'; readonly first: number; readonly second: number }
  | { readonly kind: 'forbidden-keys'; readonly keys: readonly string[] }
  | { readonly kind: 'no-branch' }
);

export type Members = { readonly [name: string]: Json };

/** The issue of a value that has none of the types that the schema names. */
export function checkType(schema: Members, value: Json, pointer: string): SchemaIssue | undefined {
  const expected = typeof schema.type === 'string' ? [schema.type] : texts(schema.type);
  if (expected.length === 0 || expected.some((type) => hasType(value, type))) return undefined;
  return { kind: 'type', pointer, expected };
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMembers(value);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** Issues of the keywords that look at one value alone: enum, pattern, bounds, uniqueness. */
export function checkScalar(schema: Members, value: Json, pointer: string): SchemaIssue[] {
  const issues: SchemaIssue[] = [];
  const allowed = schema.const !== undefined ? [schema.const] : schema.enum;
  if (Array.isArray(allowed) && !allowed.some((candidate) => sameJson(candidate, value))) {
    issues.push({ kind: 'enum', pointer, allowed });
  }
  if (typeof value === 'string' && typeof schema.pattern === 'string') {
    if (!new RegExp(schema.pattern, 'u').test(value)) {
      issues.push({ kind: 'pattern', pointer, pattern: schema.pattern });
    }
  }
  if (typeof value === 'number') {
    checkBound(schema, 'minimum', pointer, issues, (limit) => value >= limit);
    checkBound(schema, 'maximum', pointer, issues, (limit) => value <= limit);
    checkBound(schema, 'exclusiveMinimum', pointer, issues, (limit) => value > limit);
    checkBound(schema, 'exclusiveMaximum', pointer, issues, (limit) => value < limit);
  }
  if (Array.isArray(value)) {
    checkBound(schema, 'minItems', pointer, issues, (limit) => value.length >= limit);
    checkBound(schema, 'maxItems', pointer, issues, (limit) => value.length <= limit);
    if (schema.uniqueItems === true) issues.push(...checkUnique(value, pointer));
  }
  return issues;
}

function checkBound(
  schema: Members,
  keyword: string,
  pointer: string,
  issues: SchemaIssue[],
  holds: (limit: number) => boolean,
): void {
  const limit = schema[keyword];
  if (typeof limit === 'number' && !holds(limit)) {
    issues.push({ kind: 'bound', pointer, keyword, limit });
  }
}

function checkUnique(value: readonly Json[], pointer: string): SchemaIssue[] {
  const seen = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const text = canonicalText(item);
    const first = seen.get(text);
    if (first !== undefined) return [{ kind: 'duplicate', pointer, first, second: index }];
    seen.set(text, index);
  }
  return [];
}

function sameJson(a: Json, b: Json): boolean {
  return canonicalText(a) === canonicalText(b);
}

function canonicalText(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isMembers(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function isMembers(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(value: Members, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function texts(value: Json | undefined): readonly string[] {
  return list(value).filter((item) => typeof item === 'string');
}
