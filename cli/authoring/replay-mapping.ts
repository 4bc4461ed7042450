import { type ColumnPlan, emptyTexts, type WideTable } from '../../contracts/draft/csv-records.ts';
import type { TextTable } from '../../contracts/draft/csv-table.ts';
import { yamlList, yamlScalar } from '../../contracts/draft/yaml-text.ts';

interface Replayed {
  readonly table: TextTable;
  readonly columns: readonly ColumnPlan[];
  readonly wide: WideTable | undefined;
  readonly encoding: string;
  /** For times without an offset, other than the event time. */
  readonly timeZone: string;
  readonly eventTime: string | undefined;
}

/** `<dataset>.replay.yaml`: how `tundish replay` makes messages of the file's rows. */
export function replayMapping(replayed: Replayed): string {
  const { table, columns, wide, encoding } = replayed;
  const members = wide === undefined ? columns : [wide.time, ...wide.dimensions];
  const filled = members.filter(({ filled }) => filled > 0);
  const empty = emptyTexts(table);
  return [
    '# How tundish replay makes messages of such a file; docs/contract-format.md, Replay.',
    ...(table.delimiter === ',' ? [] : [`delimiter: ${delimiterText(table.delimiter)}`]),
    ...(table.decimalComma ? ['decimal: ","'] : []),
    ...(encoding === 'UTF-8'
      ? []
      : [`encoding: ${encoding.toLowerCase().replace('utf-16', 'utf-16le')}`]),
    ...(empty.length === 0 ? [] : [`empty: ${yamlList(empty)}`]),
    'members:',
    ...filled.map((column) => `  ${column.name}: ${columnText(column, replayed)}`),
    ...(wide === undefined ? [] : ['tags:']),
    ...(wide?.values ?? []).map(({ header }) => `  ${yamlScalar(header)}: ${yamlScalar(header)}`),
    '',
  ].join('\n');
}

function delimiterText(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : JSON.stringify(delimiter);
}

function columnText(
  { header, name, timeFormat }: ColumnPlan,
  { eventTime, timeZone }: Replayed,
): string {
  if (timeFormat === undefined) return yamlScalar(header);
  // The event time's zone stands in the contract.
  const zone = name === eventTime ? '' : `, zone: ${yamlScalar(timeZone)}`;
  return `{ column: ${yamlScalar(header)}, time: ${JSON.stringify(timeFormat)}${zone} }`;
}
