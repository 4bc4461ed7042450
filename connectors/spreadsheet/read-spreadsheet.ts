import readWorkbook from 'read-excel-file/node';
import { sheetExtent } from './sheet-bounds.ts';
import { SpreadsheetRefused, type SpreadsheetSheet, spreadsheetLimits } from './spreadsheet.ts';
import { storedArchive } from './stored-archive.ts';
import { unpackArchive } from './zip-archive.ts';

/** A workbook as it was read. */
export interface SpreadsheetRead {
  readonly sheets: readonly SpreadsheetSheet[];
  /** Cells with a formula: their last result was taken, nothing was computed. */
  readonly formulas: number;
  /** Cells that show an error (`#REF!`); they come as empty ones. */
  readonly errors: number;
}

/**
 * Reads an .xlsx workbook of unknown origin: its size is measured before anything is parsed, and no
 * formula, macro or link in it is looked at. Dates come as `YYYY-MM-DD` or as RFC 3339 texts.
 * @throws SpreadsheetRefused where it is no workbook, or a larger one than a contract needs.
 */
export async function readSpreadsheet(bytes: Uint8Array): Promise<SpreadsheetRead> {
  const parts = unpackArchive(bytes);
  const counts = measured(parts);
  const sheets = await parsed(storedArchive(parts));
  return {
    ...counts,
    sheets: sheets.map(({ sheet, data }) => ({
      name: sheet,
      rows: data.map((row) => row.map(cellOf)),
    })),
  };
}

function measured(
  parts: ReadonlyMap<string, Uint8Array>,
): Pick<SpreadsheetRead, 'formulas' | 'errors'> {
  let sheets = 0;
  let cells = 0;
  let formulas = 0;
  let errors = 0;
  for (const [name, part] of parts) {
    if (!/\.(xml|rels)$/i.test(name)) continue;
    const xml = new TextDecoder().decode(part);
    if (/<!DOCTYPE|<!ENTITY/i.test(xml))
      throw new SpreadsheetRefused('the workbook defines entities of its own');
    if (!xml.includes('sheetData')) continue;
    sheets += 1;
    const extent = sheetExtent(xml);
    cells += extent.rows * Math.max(1, extent.columns);
    formulas += extent.formulas;
    errors += extent.errors;
  }
  if (sheets > spreadsheetLimits.sheets)
    throw new SpreadsheetRefused(`the workbook has more than ${spreadsheetLimits.sheets} sheets`);
  if (cells > spreadsheetLimits.cells)
    throw new SpreadsheetRefused(`the workbook has more than ${spreadsheetLimits.cells} cells`);
  return { formulas, errors };
}

async function parsed(archive: Uint8Array) {
  try {
    return await readWorkbook(Buffer.from(archive), { trim: false });
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message.slice(0, 200)}` : '';
    throw new SpreadsheetRefused(`the file cannot be read as a workbook${reason}`);
  }
}

function cellOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') {
    if (value.length > spreadsheetLimits.cellLength)
      throw new SpreadsheetRefused(
        `a cell has more than ${spreadsheetLimits.cellLength} characters`,
      );
    return value;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (value instanceof Date && !Number.isNaN(value.getTime()))
    return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  return null;
}
