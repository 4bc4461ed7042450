import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allContracts, wholeOf } from '../../../cli/exchange/plant-contracts.ts';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import { readSpreadsheet } from '../../../connectors/spreadsheet/read-spreadsheet.ts';
import { writeSpreadsheet } from '../../../connectors/spreadsheet/write-spreadsheet.ts';
import { contractOfAsyncapi } from '../../../contracts/exchange/asyncapi-exchange.ts';
import { type ContractDraft, draftContract } from '../../../contracts/exchange/draft-contract.ts';
import {
  exportedAsyncapi,
  exportedJsonSchema,
  exportedOdcs,
  exportedWorkbook,
} from '../../../contracts/exchange/exported.ts';
import { contractOfJsonSchema } from '../../../contracts/exchange/json-schema-exchange.ts';
import type { Loss } from '../../../contracts/exchange/loss.ts';
import { wholeContract } from '../../../contracts/exchange/whole-contract.ts';
import { contractOfWorkbook } from '../../../contracts/exchange/workbook/read-workbook.ts';
import { asyncapiText } from '../../../contracts/generate/asyncapi/generate-asyncapi.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import type { Json } from '../../../contracts/source/json.ts';
import type { JsonObject } from '../../../contracts/source/json-schema/json-object.ts';
import { parseJson } from '../../../contracts/source/parse-json.ts';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';

export interface NamedDocument {
  readonly name: string;
  readonly document: JsonObject;
}

/** The contracts of this repository as whole documents. */
export async function ownContracts(): Promise<readonly NamedDocument[]> {
  const { plant, sources } = await readPlant(
    await diskFiles(join(import.meta.dirname, '../../..')),
  );
  return plant === undefined
    ? []
    : allContracts(plant).map((each) => ({
        name: each.contract.path,
        document: wholeOf(each, sources),
      }));
}

/** The official examples of ODCS below a folder. */
export function officialExamples(data: string): readonly NamedDocument[] {
  return ['odcs/docs/examples', 'odcs-3.2-draft/docs/examples'].flatMap((folder) =>
    readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.odcs.yaml'))
      .sort()
      .map((name) => ({
        name: `${folder}/${name}`,
        document: yamlOf(name, readFileSync(join(data, folder, name))) as JsonObject,
      })),
  );
}

export const target = { domain: 'casting', product: 'imported', topicRoot: 'plant' };

/** One conversion: what went in, what a reader has of its result, and what it said is lost. */
export interface Step {
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly losses: readonly Loss[];
}

type There = (whole: JsonObject) => Promise<{
  readonly back: JsonObject | undefined;
  readonly losses: readonly Loss[];
}>;

/** A contract as text or bytes of each format, and read again from them. */
export const formats: Readonly<Record<string, There>> = {
  odcs: async (whole) => {
    const { form, losses } = exportedOdcs(whole);
    return { back: yamlOf('x.odcs.yaml', bytesOf(form)) as JsonObject, losses };
  },
  xlsx: async (whole) => {
    const { form, losses } = exportedWorkbook(whole);
    const { sheets } = await readSpreadsheet(await writeSpreadsheet(form));
    const back = contractOfWorkbook(sheets);
    return { back: back?.contract, losses: [...losses, ...(back?.losses ?? [])] };
  },
  asyncapi: async (whole) => {
    const { form, losses } = exportedAsyncapi(whole);
    return { back: contractOfAsyncapi(yamlOf('x.yaml', bytesOf(asyncapiText(form)))), losses };
  },
  jsonschema: async (whole) => {
    const { form, losses } = exportedJsonSchema(whole);
    const parsed = parseJson('x.json', bytesOf(JSON.stringify(form)));
    return { back: contractOfJsonSchema(parsed.document?.value ?? null), losses };
  },
};

/** A document into our files, from there into a format, and back into our files. */
export async function roundTrip(document: JsonObject, format: string): Promise<readonly Step[]> {
  const first = draftContract(document, target);
  const inFiles = readAgain(first);
  const { back, losses } = (await formats[format]?.(inFiles)) ?? { back: undefined, losses: [] };
  if (back === undefined) throw new Error(`${format} does not come back`);
  const second = draftContract(back, target);
  return [
    { name: 'import', before: document, after: inFiles, losses: first.losses },
    { name: `export ${format}`, before: inFiles, after: back, losses },
    { name: `import ${format}`, before: back, after: readAgain(second), losses: second.losses },
  ];
}

/** What the files of a draft say, from their texts alone. */
function readAgain({ files }: ContractDraft): JsonObject {
  const contract = files.find(({ path }) => path.endsWith('.odcs.yaml'));
  const value = yamlOf(contract?.path ?? '', bytesOf(contract?.text ?? '')) as JsonObject;
  const schemas = new Map(
    files
      .filter(({ path }) => path.endsWith('.json'))
      .map(({ path, text }) => [path.split('/').at(-1), JSON.parse(text) as Json]),
  );
  const objects = (value.schema ?? []) as readonly JsonObject[];
  const named = new Map(
    objects.flatMap((object) => {
      const definitions = (object.authoritativeDefinitions ?? []) as readonly JsonObject[];
      const url = definitions.find(({ type }) => type === 'jsonSchema')?.url;
      const schema = schemas.get(String(url).replace('./', ''));
      return schema === undefined ? [] : [[object.name, schema] as const];
    }),
  );
  return wholeContract(value, (dataset) => named.get(dataset));
}

function yamlOf(name: string, bytes: Uint8Array): Json {
  const { document, findings } = parseYaml(name, bytes);
  if (document === undefined) throw new Error(`${name}: ${findings[0]?.message}`);
  return document.value;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
