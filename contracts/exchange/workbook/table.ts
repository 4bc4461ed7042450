import type { Json } from '../../source/json.ts';
import { type JsonObject, member } from '../../source/json-schema/json-object.ts';
import { cellOf, listCell, listOfCell, valueOfCell } from './cell-text.ts';
import type { Cell, Sheet } from './workbook.ts';

/** One column of a sheet: the member that it shows, under a title that a person reads. */
export interface Column {
  readonly name: string;
  readonly title: string;
  /** A list of texts is written with commas. */
  readonly isList?: boolean;
  readonly choices?: readonly string[];
}

export type Row = JsonObject;

/** A sheet of one row per entry; members without a column of their own get one by their name. */
export function sheetOf(name: string, columns: readonly Column[], entries: readonly Row[]): Sheet {
  const known = new Set(columns.map((column) => column.name));
  const more = [...new Set(entries.flatMap((entry) => Object.keys(entry)))]
    .filter((each) => !known.has(each))
    .map((each) => ({ name: each, title: each }));
  const all: readonly Column[] = [...columns, ...more];
  const rows = entries.map((entry) =>
    all.map(({ name: key, isList }): Cell => {
      const value = member(entry, key);
      if (value === undefined) return null;
      return (isList === true ? listCell(value) : cellOf(value)) ?? null;
    }),
  );
  const choices = all.flatMap(({ choices: values }, column) =>
    values === undefined ? [] : [{ column, values }],
  );
  return { name, rows: [all.map(({ title }) => title), ...rows], choices };
}

/** One row of a sheet as it was read, with its number as a spreadsheet program shows it. */
export interface RowRead {
  readonly number: number;
  readonly entry: Row;
}

/** The entries of a sheet; a column is known by its title or by the member's name. */
export function entriesOf(
  sheet: Sheet | undefined,
  columns: readonly Column[],
): readonly RowRead[] {
  const [header, ...rows] = sheet?.rows ?? [];
  if (header === undefined) return [];
  const byTitle = new Map(
    columns.flatMap((column) => [
      [column.name.toLowerCase(), column] as const,
      [column.title.toLowerCase(), column] as const,
    ]),
  );
  const heads = header.map((cell): Column | undefined => {
    const title = String(cell ?? '').trim();
    return title === '' ? undefined : (byTitle.get(title.toLowerCase()) ?? { name: title, title });
  });
  return rows.flatMap((row, index) => {
    const members = heads.flatMap((head, at): readonly (readonly [string, Json])[] => {
      if (head === undefined) return [];
      const cell = row[at] ?? null;
      const value = head.isList === true ? listOfCell(cell) : valueOfCell(cell);
      return value === undefined ? [] : [[head.name, value]];
    });
    return members.length === 0 ? [] : [{ number: index + 2, entry: Object.fromEntries(members) }];
  });
}
