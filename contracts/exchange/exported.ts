import type { Json } from '../source/json.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../source/json-schema/json-object.ts';
import { subschemasOf } from '../source/json-schema/schema-keywords.ts';
import { asyncapiOfWhole, contractOfAsyncapi } from './asyncapi-exchange.ts';
import { canonicalContract } from './canonical.ts';
import type { Difference } from './differences.ts';
import { contractText } from './draft-text.ts';
import { contractOfJsonSchema, jsonSchemaOfWhole } from './json-schema-exchange.ts';
import { type Loss, lossesBetween } from './loss.ts';
import { asyncapiLossReason, jsonSchemaLossReason, workbookLossReason } from './loss-reasons.ts';
import { splitProperties } from './property-schema.ts';
import { payloadOfDataset, propertiesOf } from './whole-contract.ts';
import { contractOfWorkbook } from './workbook/read-workbook.ts';
import type { Workbook } from './workbook/workbook.ts';
import { contractWorkbook } from './workbook/write-workbook.ts';

/** Something written of a contract, and what a reader does not get back from it. */
export interface Exported<Form> {
  readonly form: Form;
  readonly losses: readonly Loss[];
}

/** As ODCS, every field written out: nothing is lost. */
export function exportedOdcs(whole: JsonObject): Exported<string> {
  return { form: contractText(whole, new Map()), losses: [] };
}

/** @param document the contract's AsyncAPI document where it is made of more than the contract */
export function exportedAsyncapi(
  whole: JsonObject,
  document: JsonObject = asyncapiOfWhole(whole),
): Exported<JsonObject> {
  return { form: document, losses: lost(whole, contractOfAsyncapi(document), asyncapiLossReason) };
}

/** @param rows schemas of rows of views, by view */
export function exportedJsonSchema(
  whole: JsonObject,
  rows: ReadonlyMap<string, JsonObject> = new Map(),
): Exported<JsonObject> {
  const document = jsonSchemaOfWhole(whole, rows);
  return {
    form: document,
    losses: lost(whole, contractOfJsonSchema(document), jsonSchemaLossReason),
  };
}

export function exportedWorkbook(whole: JsonObject): Exported<Workbook> {
  const workbook = contractWorkbook(whole);
  const back = contractOfWorkbook(workbook)?.contract;
  const losses = lost(whole, back, workbookLossReason).map((loss) => withKeywords(loss, whole));
  return { form: workbook, losses };
}

/** A schema that is made anew from fields lacks words that its own text had: they are named. */
function withKeywords(loss: Loss, whole: JsonObject): Loss {
  const dataset = /^schema\[(.*)\]\.customProperties\[payloadSchema\]$/.exec(loss.where)?.[1];
  const objects = isJsonArray(whole.schema) ? whole.schema.filter(isJsonObject) : [];
  const object = objects.find(({ name }) => name === dataset);
  if (object === undefined) return loss;
  const made = keywordsOf(splitProperties(propertiesOf(object)).schema);
  const words = [...keywordsOf(payloadOfDataset(object))].filter((word) => !made.has(word));
  const lostWords = words.length === 0 ? 'null beside absent' : words.sort().join(', ');
  return { ...loss, what: `payload schema: ${lostWords}`, became: 'a schema made of the fields' };
}

/** The keywords that a schema uses, not the names of its members. */
function keywordsOf(schema: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: Json[] = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isJsonObject(next)) continue;
    for (const name of Object.keys(next)) found.add(name);
    waiting.push(...subschemasOf(next).map((each) => each.schema));
  }
  return found;
}

function lost(
  whole: JsonObject,
  back: Json | undefined,
  reason: (difference: Difference) => string,
): readonly Loss[] {
  return lossesBetween(canonicalContract(whole), canonicalContract(back ?? {}), reason);
}
