import { writeSpreadsheet } from '../../connectors/spreadsheet/write-spreadsheet.ts';
import {
  exportedAsyncapi,
  exportedJsonSchema,
  exportedOdcs,
  exportedWorkbook,
} from '../../contracts/exchange/exported.ts';
import type { Loss } from '../../contracts/exchange/loss.ts';
import {
  asyncapiOfContract,
  asyncapiText,
} from '../../contracts/generate/asyncapi/generate-asyncapi.ts';
import { viewRowSchema } from '../../contracts/generate/jsonschema/view-row-schema.ts';
import { completeOdcs } from '../../contracts/generate/odcs/complete-odcs.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import type { SourceDocument } from '../../contracts/source/source-document.ts';
import { type PlantContract, wholeOf } from './plant-contracts.ts';

/** What exports are made of. */
export interface ExportSource {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly sources: ReadonlyMap<string, SourceDocument>;
  /** ODCS of the views instead of the contract. */
  readonly views: boolean;
}

export interface ExportFormat {
  readonly summary: string;
  readonly ending: string;
  readonly isBinary?: boolean;
  /** What a person does with it, where it does not come back. */
  readonly next?: string;
  write(
    contract: PlantContract,
    source: ExportSource,
  ): Promise<{ readonly content: string | Uint8Array; readonly losses: readonly Loss[] }>;
}

/** Every format that `tundish export` writes. */
export const exportFormats: Readonly<Record<string, ExportFormat>> = {
  odcs: {
    summary: 'the whole contract as Bitol ODCS, the fields of payload schemas written out',
    ending: 'odcs.yaml',
    write: async (contract, { plan, sources, views }) => {
      if (views)
        return { content: completeOdcs(contract.contract, contract.product, plan), losses: [] };
      const { form, losses } = exportedOdcs(wholeOf(contract, sources));
      return { content: form, losses };
    },
  },
  asyncapi: {
    summary: 'topics, queues and messages of its streams as AsyncAPI 3.1.0 (YAML)',
    ending: 'asyncapi.yaml',
    write: async (contract, { plan, sources }) => {
      const document = asyncapiOfContract(contract.contract, contract.product, plan);
      const { form, losses } = exportedAsyncapi(wholeOf(contract, sources), document);
      return { content: asyncapiText(form), losses };
    },
  },
  jsonschema: {
    summary: 'JSON Schema 2020-12: messages of streams, fields of datasets, rows of views',
    ending: 'schema.json',
    write: async (contract, { plan, sources }) => {
      const { form, losses } = exportedJsonSchema(
        wholeOf(contract, sources),
        rowsOf(contract, plan),
      );
      return { content: `${JSON.stringify(form, null, 2)}\n`, losses };
    },
  },
  xlsx: {
    summary: 'a workbook to read and edit: contract, datasets, fields, quality, SLA, team, …',
    ending: 'xlsx',
    isBinary: true,
    write: async (contract, { sources }) => {
      const { form, losses } = exportedWorkbook(wholeOf(contract, sources));
      return { content: await writeSpreadsheet(form), losses };
    },
  },
};

function rowsOf({ contract }: PlantContract, plan: Plan): ReadonlyMap<string, JsonObject> {
  const names = new Set(contract.datasets.map(({ name }) => name));
  return new Map(
    plan.datasets
      .filter(({ product, dataset }) => product === contract.product && names.has(dataset))
      .flatMap(({ views }) => views)
      .filter(({ major }) => major === contract.major)
      .map((view) => [view.name, viewRowSchema(view)] as const),
  );
}
