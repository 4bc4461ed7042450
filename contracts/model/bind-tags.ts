import type { Finding } from '../finding.ts';
import { shown } from '../source/checked-value.ts';
import { durationMs } from '../source/duration.ts';
import { isInstant, isPlantYear } from '../source/instant.ts';
import { limits } from '../source/limits.ts';
import { canonicalDecimal, compareDecimals } from '../source/number-text.ts';
import { type CsvCell, parseCsv } from '../source/parse-csv.ts';
import { isUnitText } from './bind-unit.ts';
import { bindingFinding } from './binding-rules.ts';
import { type Findings, optional } from './read-node.ts';
import { tableColumns } from './table-columns.ts';
import type { Tag } from './tag.ts';

const columns = [
  'id',
  'alias',
  'description',
  'unit',
  'minimum',
  'maximum',
  'sampling',
  'valid_from',
] as const;
type Column = (typeof columns)[number];

/** The rows of a tag register, by id and then by the time from which they hold, newest last. */
export function bindTags(path: string, bytes: Uint8Array, findings: Findings): readonly Tag[] {
  const parsed = parseCsv(path, bytes);
  findings.push(...parsed.findings);
  if (parsed.table === undefined) return [];
  const positions = tableColumns(
    parsed.table,
    columns,
    ['id', 'alias'],
    'a tag register',
    findings,
  );
  if (positions === undefined) return [];
  const tags: Tag[] = [];
  for (const row of parsed.table.rows) {
    const tag = bindRow(row, positions, findings);
    if (tag !== undefined) tags.push(tag);
    if (findings.length >= limits.findings) return [];
  }
  noteRepeats(tags, findings);
  return tags.sort((a, b) => compare(a.id, b.id) || compare(startOf(a), startOf(b)));
}

function refuse(findings: Findings, cell: CsvCell, message: string, hint?: string): void {
  findings.push(bindingFinding('tag-refused', cell.place, '', message, hint));
}

function bindRow(
  row: readonly CsvCell[],
  positions: ReadonlyMap<Column, number>,
  findings: Findings,
): Tag | undefined {
  const cell = (column: Column): CsvCell | undefined => row[positions.get(column) ?? -1];
  const text = (column: Column): string | undefined => cell(column)?.text.trim() || undefined;
  const own: Finding[] = [];
  const checked = <Value>(
    column: Column,
    read: (text: string) => Value | undefined,
    expected: string,
  ) => {
    const written = text(column);
    const at = cell(column);
    if (written === undefined || at === undefined) return undefined;
    const value = read(written);
    if (value === undefined) {
      const isComma = /^-?\d+,\d+$/.test(written);
      const hint = isComma ? `write ${written.replace(',', '.')}` : undefined;
      refuse(own, at, `'${column}' is '${shown(written)}'; expected is ${expected}`, hint);
    }
    return value;
  };
  const [first] = row;
  if (first === undefined) return undefined;
  const id = checked('id', tagId, "letters, digits, '_', '-', '.' and '/'");
  if (text('id') === undefined) refuse(own, cell('id') ?? first, 'the tag has no id');
  const alias = text('alias');
  if (alias === undefined)
    refuse(
      own,
      cell('alias') ?? first,
      'the tag has no alias',
      'repeat the id where the source uses it',
    );
  const minimum = checked('minimum', canonicalDecimal, 'a decimal number');
  const maximum = checked('maximum', canonicalDecimal, 'a decimal number');
  if (minimum !== undefined && maximum !== undefined && compareDecimals(minimum, maximum) > 0) {
    refuse(own, cell('minimum') ?? first, `the minimum ${minimum} is above the maximum ${maximum}`);
  }
  const unit = checked('unit', (code) => (isUnitText(code) ? code : undefined), 'a UCUM code');
  const samplingMs = checked('sampling', durationMs, 'an ISO 8601 duration as PT1S');
  const validFrom = checked(
    'valid_from',
    (written) => (isInstant(written) && isPlantYear(written) ? written : undefined),
    'a time with offset as 2025-01-31T06:00:00Z, of the years 1900 to 2200',
  );
  findings.push(...own);
  if (own.length > 0 || id === undefined || alias === undefined) return undefined;
  return {
    id,
    alias,
    ...optional('description', text('description')),
    ...optional('unit', unit === undefined ? undefined : { code: unit }),
    ...optional('minimum', minimum),
    ...optional('maximum', maximum),
    ...optional('samplingMs', samplingMs),
    ...optional('validFrom', validFrom),
    place: first.place,
  };
}

function tagId(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_./-]{0,119}$/.test(text) ? text : undefined;
}

/** One id from one time has one row, and one alias from one time means one id. */
function noteRepeats(tags: readonly Tag[], findings: Findings): void {
  const seen = new Set<string>();
  for (const tag of tags) {
    for (const [what, value] of [
      ['id', tag.id],
      ['alias', tag.alias],
    ] as const) {
      const key = JSON.stringify([what, value, startOf(tag)]);
      if (seen.has(key)) {
        const from = tag.validFrom === undefined ? "without 'valid_from'" : `from ${tag.validFrom}`;
        const message = `the ${what} '${shown(value)}' stands twice ${from}`;
        const place = tag.place;
        findings.push(
          bindingFinding(
            'said-twice',
            place,
            '',
            message,
            "give the newer row a later 'valid_from'",
          ),
        );
      }
      seen.add(key);
    }
  }
}

function startOf(tag: Tag): number {
  return tag.validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(tag.validFrom);
}

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
