import type { Place } from '../finding.ts';
import { shown } from '../source/checked-value.ts';
import { limits } from '../source/limits.ts';
import { parseCsv } from '../source/parse-csv.ts';
import { isRepositoryPath } from '../source/repository-path.ts';
import { bindingFinding } from './binding-rules.ts';
import { cellProblem } from './cell-problem.ts';
import type { FilesSource } from './dataset.ts';
import type { Field } from './field.ts';
import type { Findings } from './read-node.ts';
import { tableColumns } from './table-columns.ts';

/** The rows of a file set's manifest, a cell per field, by path. */
export function bindManifest(
  path: string,
  bytes: Uint8Array,
  fields: readonly Field[],
  key: readonly string[],
  findings: Findings,
): Pick<FilesSource, 'entries' | 'places'> {
  const none = { entries: [], places: [] };
  const parsed = parseCsv(path, bytes, limits.manifestBytes);
  findings.push(...parsed.findings);
  if (parsed.table === undefined) return none;
  const names = fields.map(({ name }) => name);
  const positions = tableColumns(parsed.table, names, names, 'a manifest of this set', findings);
  if (positions === undefined) return none;
  const rows: { readonly cells: readonly (string | null)[]; readonly place: Place }[] = [];
  const refuse = (place: Place, message: string, hint?: string) =>
    findings.push(bindingFinding('manifest-refused', place, '', message, hint));
  const taken = new Map<string, number>();
  const keyed = new Map<string, number>();
  const pathAt = names.indexOf('path');
  const keyAt = key.map((name) => names.indexOf(name));
  for (const row of parsed.table.rows) {
    const [first] = row;
    if (first === undefined) continue;
    if (findings.length >= limits.findings) break;
    const cells = fields.map((field) => {
      const cell = row[positions.get(field.name) ?? -1];
      const text = cell?.text.trim() ?? '';
      const place = cell?.place ?? first.place;
      if (text === '') {
        if (field.required) refuse(place, `'${field.name}' is empty`, 'write a value');
        return null;
      }
      const expected =
        field.name === 'path' && !isRepositoryPath(text)
          ? 'a path below the folder, without .. and \\'
          : cellProblem(text, field.type);
      if (expected !== undefined) {
        refuse(place, `'${field.name}' is '${shown(text)}'; expected is ${expected}`);
      }
      return text;
    });
    const { line } = first.place;
    noteTwice(taken, cells[pathAt] ?? '', line, (earlier) =>
      refuse(first.place, `the file '${shown(cells[pathAt] ?? '')}' stands in line ${earlier} too`),
    );
    if (key.join() !== 'path') {
      const values = keyAt.map((at) => cells[at] ?? null);
      noteTwice(keyed, JSON.stringify(values), line, (earlier) =>
        refuse(first.place, `the key (${key.join(', ')}) stands in line ${earlier} too`),
      );
    }
    rows.push({ cells, place: first.place });
  }
  const byPath = (row: (typeof rows)[number]) => row.cells[pathAt] ?? '';
  rows.sort((a, b) => (byPath(a) < byPath(b) ? -1 : byPath(a) > byPath(b) ? 1 : 0));
  return { entries: rows.map(({ cells }) => cells), places: rows.map(({ place }) => place) };
}

function noteTwice(
  seen: Map<string, number>,
  value: string,
  line: number,
  tell: (earlier: number) => void,
): void {
  const earlier = seen.get(value);
  if (earlier === undefined) seen.set(value, line);
  else tell(earlier);
}
