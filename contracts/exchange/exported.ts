import type { Json } from '../source/json.ts';
import type { JsonObject } from '../source/json-schema/json-object.ts';
import { asyncapiOfWhole, contractOfAsyncapi } from './asyncapi-exchange.ts';
import { canonicalContract } from './canonical.ts';
import type { Difference } from './differences.ts';
import { contractText } from './draft-text.ts';
import { contractOfJsonSchema, jsonSchemaOfWhole } from './json-schema-exchange.ts';
import { type Loss, lossesBetween } from './loss.ts';
import { asyncapiLossReason, jsonSchemaLossReason, workbookLossReason } from './loss-reasons.ts';
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
  return { form: workbook, losses: lost(whole, back, workbookLossReason) };
}

function lost(
  whole: JsonObject,
  back: Json | undefined,
  reason: (difference: Difference) => string,
): readonly Loss[] {
  return lossesBetween(canonicalContract(whole), canonicalContract(back ?? {}), reason);
}
