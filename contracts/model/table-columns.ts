import { shown } from '../source/checked-value.ts';
import type { CsvTable } from '../source/parse-csv.ts';
import { didYouMean } from '../source/suggestion.ts';
import { bindingFinding } from './binding-rules.ts';
import type { Findings } from './read-node.ts';

/**
 * Where each known column of a table stands. Columns that are not known, stand twice or are missing
 * though needed are findings; undefined where a needed one is missing. `what` reads `a tag register`.
 */
export function tableColumns<Column extends string>(
  table: CsvTable,
  known: readonly Column[],
  needed: readonly Column[],
  what: string,
  findings: Findings,
): ReadonlyMap<Column, number> | undefined {
  const [first] = table.header;
  if (first === undefined) return undefined;
  const positions = new Map<Column, number>();
  for (const [index, { text, place }] of table.header.entries()) {
    const column = known.find((each) => each === text.trim());
    if (column === undefined) {
      const message = `'${shown(text)}' is no column of ${what}`;
      findings.push(bindingFinding('unknown-key', place, '', message, didYouMean(text, known)));
    } else if (positions.has(column)) {
      const message = `the column '${shown(column)}' stands twice`;
      findings.push(bindingFinding('said-twice', place, '', message, 'remove one of the two'));
    } else {
      positions.set(column, index);
    }
  }
  const absent = needed.filter((column) => !positions.has(column));
  for (const column of absent) {
    const message = `${what} has no column '${shown(column)}'`.replace(/^an? /, 'the ');
    const hint = `columns are ${known.map(shown).join(',')}`;
    findings.push(bindingFinding('value-missing', first.place, '', message, hint));
  }
  return absent.length === 0 ? positions : undefined;
}
