import { shown } from '../source/checked-value.ts';
import { isInstant, isPlantYear } from '../source/instant.ts';
import { limits } from '../source/limits.ts';
import { type CsvCell, parseCsv } from '../source/parse-csv.ts';
import { bindingFinding } from './binding-rules.ts';
import type { PlannedStop } from './plant.ts';
import type { Findings } from './read-node.ts';
import { tableColumns } from './table-columns.ts';

const columns = ['starts_at', 'ends_at', 'reason'] as const;
const mostStops = 5_000;
const longestReason = 200;
const mostBytes = 2 * 1024 * 1024;

/** The planned stops of a file, by start. Stops do not overlap, or their time would count twice. */
export function bindStops(
  path: string,
  bytes: Uint8Array,
  findings: Findings,
): readonly PlannedStop[] {
  const parsed = parseCsv(path, bytes, mostBytes);
  findings.push(...parsed.findings);
  if (parsed.table === undefined) return [];
  const positions = tableColumns(parsed.table, columns, columns, 'a table of stops', findings);
  if (positions === undefined) return [];
  const refuse = (cell: CsvCell, message: string, hint?: string) =>
    findings.push(bindingFinding('calendar-refused', cell.place, '', message, hint));
  const excess = parsed.table.rows[mostStops]?.[0];
  if (excess !== undefined) {
    refuse(excess, `${path} has more than ${mostStops} stops`, 'remove those that are long over');
    return [];
  }
  const stops: { readonly stop: PlannedStop; readonly cell: CsvCell }[] = [];
  for (const row of parsed.table.rows) {
    if (findings.length >= limits.findings) return [];
    const [starts, ends, why] = columns.map((column) => row[positions.get(column) ?? -1]);
    if (starts === undefined || ends === undefined || why === undefined) continue;
    const stop = {
      startsAt: starts.text.trim(),
      endsAt: ends.text.trim(),
      reason: why.text.trim(),
    };
    const wrong = [starts, ends].filter(
      ({ text }) => !isInstant(text.trim()) || !isPlantYear(text.trim()),
    );
    for (const cell of wrong) {
      const message = isInstant(cell.text.trim())
        ? `'${shown(cell.text)}' is not in the years 1900 to 2200`
        : `'${shown(cell.text)}' is no time with offset`;
      refuse(cell, message, 'write it as 2025-12-24T06:00:00+01:00');
    }
    if (stop.reason === '' || stop.reason.length > longestReason) {
      refuse(why, `a stop needs a reason of 1 to ${longestReason} characters`);
    } else if (wrong.length === 0) {
      if (Date.parse(stop.endsAt) > Date.parse(stop.startsAt)) stops.push({ stop, cell: starts });
      else refuse(ends, 'the stop does not end after it starts', 'exchange or correct the times');
    }
  }
  stops.sort((a, b) => Date.parse(a.stop.startsAt) - Date.parse(b.stop.startsAt));
  let last: (typeof stops)[number] | undefined;
  for (const each of stops) {
    if (last !== undefined && Date.parse(each.stop.startsAt) < Date.parse(last.stop.endsAt)) {
      const message = `the stop begins before the one of line ${last.cell.place.line} ends`;
      refuse(each.cell, message, 'make one of the two, or move one');
    }
    if (last === undefined || Date.parse(each.stop.endsAt) > Date.parse(last.stop.endsAt)) {
      last = each;
    }
  }
  return stops.map(({ stop }) => stop);
}
