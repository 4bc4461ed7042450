import type writeWorkbook from 'write-excel-file/node';
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings,
  sanitizeTextContent,
} from 'write-excel-file/utility';
import type { SpreadsheetSheet } from './spreadsheet.ts';

type Options = NonNullable<Parameters<typeof writeWorkbook>[1]>;
type SheetFeature = NonNullable<Options['features']>[number];

const sheetFile = 'xl/worksheets/sheet{id}.xml';
const lastRow = 2_000;
/** What a program takes as a list written out; longer ones need a sheet of their own. */
const longestList = 255;

/**
 * Drop-downs for the columns of sheets that have choices. Another value stays allowed: the lists
 * suggest, `check` judges. The library offers no validations, but a hook into a sheet's XML.
 */
export function choiceLists(sheets: readonly SpreadsheetSheet[]): SheetFeature {
  return {
    files: {
      transform: {
        [sheetFile]: {
          transform: (xml, _options, { sheetIndex }) => {
            const validations = (sheets[sheetIndex]?.choices ?? [])
              .map(({ column, values }) => validation(column, values.join(',')))
              .filter((markup) => markup !== '');
            if (validations.length === 0) return xml;
            return insertElementMarkupAccordingToOrderOfSiblings(
              xml,
              `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`,
              getOrderOfSiblings(sheetFile, 'worksheet') ?? [],
              'worksheet',
            );
          },
        },
      },
    },
  };
}

function validation(column: number, list: string): string {
  if (list.length > longestList || list.includes('"')) return '';
  const from = getCellAddress(1, column);
  const to = getCellAddress(lastRow - 1, column);
  return `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${from}:${to}"><formula1>"${sanitizeTextContent(list)}"</formula1></dataValidation>`;
}
