import { readSpreadsheet } from '../../connectors/spreadsheet/read-spreadsheet.ts';
import { SpreadsheetRefused, spreadsheetLimits } from '../../connectors/spreadsheet/spreadsheet.ts';
import type { Loss } from '../../contracts/exchange/loss.ts';
import { contractOfWorkbook } from '../../contracts/exchange/workbook/read-workbook.ts';
import { UsageError } from '../command.ts';
import { plural } from '../render/counts.ts';
import { documentImporter } from './document-importer.ts';

export const importer = documentImporter({
  name: 'xlsx',
  what: 'a workbook with the sheets that `tundish export xlsx` writes',
  mostBytes: spreadsheetLimits.bytes,
  async read(file, bytes) {
    const { sheets, formulas, errors } = await readSpreadsheet(bytes).catch((error: unknown) => {
      if (error instanceof SpreadsheetRefused) throw new UsageError(`${file}: ${error.message}`);
      throw error;
    });
    const found = contractOfWorkbook(sheets);
    if (found === undefined)
      throw new UsageError(
        `${file} has none of the sheets Contract, Datasets and Fields; tundish export xlsx <contract> -o <file> shows them`,
      );
    const cells: readonly Loss[] = [
      ...told(formulas, 'formula', file, 'their last results', 'nothing in a workbook is run'),
      ...told(errors, 'cell', file, 'empty cells', 'they show an error such as #REF!, no value'),
    ];
    return { ...found, losses: [...found.losses, ...cells] };
  },
});

function told(
  count: number,
  noun: string,
  where: string,
  became: string,
  why: string,
): readonly Loss[] {
  return count === 0 ? [] : [{ what: plural(count, noun), where, became, why }];
}
