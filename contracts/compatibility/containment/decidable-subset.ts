import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import { beyondDecision } from '../../source/json-schema/decidable-keywords.ts';
import { isJsonObject, member } from '../../source/json-schema/json-object.ts';
import { subschemasOf } from '../../source/json-schema/schema-keywords.ts';
import { SchemaRegistry, type SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { patternAutomaton } from '../../source/pattern/pattern-automaton.ts';

export interface BeyondDecidable {
  /** Of the keyword, in the document. */
  readonly pointer: string;
  /** Why it leaves the subset, as the rest of a sentence about it. */
  readonly reason: string;
}

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
    const reason = beyondDecision(keyword, value, isIrregular);
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

function isIrregular(pattern: string): boolean {
  return patternAutomaton(pattern) === undefined;
}
