import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import { isJsonObject, member } from '../../source/json-schema/json-object.ts';
import { subschemasOf } from '../../source/json-schema/schema-keywords.ts';
import { SchemaRegistry, type SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { patternAutomaton } from './pattern-automaton.ts';

/** Keywords that constrain a value and about which a verdict is never `undecided`. */
export const decidableKeywords: ReadonlySet<string> = new Set([
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'const',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'if',
  'items',
  'maxItems',
  'maxLength',
  'maximum',
  'maxProperties',
  'minItems',
  'minLength',
  'minimum',
  'minProperties',
  'multipleOf',
  'not',
  'oneOf',
  'pattern',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'required',
  'then',
  'type',
  'uniqueItems',
]);

/** Keywords that constrain a value and may leave a verdict open. */
const beyond: ReadonlySet<string> = new Set([
  '$dynamicRef',
  'contains',
  'maxContains',
  'minContains',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

export interface BeyondDecidable {
  /** Of the keyword, in the document. */
  readonly pointer: string;
  /** Why it leaves the subset, as the rest of a sentence about it. */
  readonly reason: string;
}

const mostNamePatterns = 6;
/** Longer counterexamples are found as long as the budget lasts. */
const longest: ReadonlyMap<string, number> = new Map([
  ['minItems', 100],
  ['minLength', 1_000],
  ['minProperties', 100],
]);

/** Every place where a schema of 2020-12 leaves the decidable subset; empty for one inside it. */
export function beyondDecidable(document: Json): readonly BeyondDecidable[] {
  const registry = new SchemaRegistry(() => undefined);
  const found: BeyondDecidable[] = [];
  visit(registry.add({ uri: 'schema:///document', root: document }), registry, found);
  return found;
}

function visit(site: SchemaSite, registry: SchemaRegistry, found: BeyondDecidable[]): void {
  const { schema, pointer } = site;
  if (!isJsonObject(schema)) return;
  for (const [keyword, value] of Object.entries(schema)) {
    const reason = reasonAgainst(keyword, value);
    if (reason !== undefined) found.push({ pointer: `${pointer}/${escapeToken(keyword)}`, reason });
  }
  if (leadsBack(site, site, registry, new Set())) {
    found.push({ pointer, reason: 'it leads back to itself without going into the value' });
  }
  for (const child of subschemasOf(schema)) {
    visit(registry.child(site, child.pointer, child.schema), registry, found);
  }
}

/** Keywords whose subschemas look at the same value. */
const inPlace: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'dependentSchemas',
  'else',
  'if',
  'not',
  'oneOf',
  'then',
]);

function leadsBack(
  site: SchemaSite,
  target: SchemaSite,
  registry: SchemaRegistry,
  seen: Set<Json>,
): boolean {
  const { schema } = site;
  if (!isJsonObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const next = subschemasOf(schema)
    .filter(({ keyword }) => inPlace.has(keyword))
    .map((child) => registry.child(site, child.pointer, child.schema));
  const reference = member(schema, '$ref');
  const referred = typeof reference === 'string' ? registry.resolve(reference, site) : undefined;
  if (referred !== undefined) next.push(referred);
  return next.some(
    (each) => each.schema === target.schema || leadsBack(each, target, registry, seen),
  );
}

function reasonAgainst(keyword: string, value: Json): string | undefined {
  if (beyond.has(keyword)) return `'${keyword}' is decided in many cases, not in all`;
  if (keyword === 'pattern' && typeof value === 'string') return irregular(value);
  if (keyword === 'patternProperties' && isJsonObject(value)) {
    const patterns = Object.keys(value);
    if (patterns.length > mostNamePatterns) return `more than ${mostNamePatterns} patterns overlap`;
    return patterns.map(irregular).find((reason) => reason !== undefined);
  }
  const most = longest.get(keyword);
  if (most !== undefined && typeof value === 'number' && value > most) {
    return `a counterexample would be longer than ${most}`;
  }
  return undefined;
}

function irregular(pattern: string): string | undefined {
  return patternAutomaton(pattern) === undefined
    ? `the pattern ${pattern} looks around, refers back or unfolds too far`
    : undefined;
}
