import type { FilesSource } from '../../model/dataset.ts';
import type { ChangeFact } from './change-fact.ts';
import { type DatasetPair, ofDataset } from './compared.ts';
import { isSameData } from './same-meaning.ts';

/** What differs in the manifest of a file set, counted by file. */
export function manifestFacts(pair: DatasetPair): readonly ChangeFact[] {
  const before = pair.previous.source;
  const after = pair.current.source;
  if (before.kind !== 'files' || after.kind !== 'files') return [];
  const old = entriesByPath(
    pair.previous.fields.map(({ name }) => name),
    before,
  );
  const now = entriesByPath(
    pair.current.fields.map(({ name }) => name),
    after,
  );
  const added = [...now.keys()].filter((path) => !old.has(path)).length;
  const removed = [...old.keys()].filter((path) => !now.has(path)).length;
  const altered = [...now].filter(
    ([path, entry]) => old.has(path) && !isSameData(old.get(path), entry),
  ).length;
  const facts: ChangeFact[] = [];
  if (added + removed + altered > 0) {
    const body = { kind: 'manifest-changed', added, removed, altered } as const;
    facts.push(ofDataset(pair, body, 'manifest'));
  }
  if (before.folder !== after.folder) {
    const what = `the folder of the files (${after.folder}, was ${before.folder})`;
    facts.push(ofDataset(pair, { kind: 'text-changed', what }, 'folder'));
  }
  return facts;
}

/** Each file with its cells by name of the column: a new column alone alters no file. */
function entriesByPath(columns: readonly string[], { entries }: FilesSource) {
  const path = columns.indexOf('path');
  return new Map(
    entries.map((cells) => [
      cells[path] ?? '',
      Object.fromEntries(
        columns.flatMap((name, index) => {
          const cell = cells[index];
          return cell === undefined || cell === null ? [] : [[name, cell] as const];
        }),
      ),
    ]),
  );
}
