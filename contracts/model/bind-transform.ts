import type { Place } from '../finding.ts';
import { shown } from '../source/checked-value.ts';
import { limits } from '../source/limits.ts';
import type { NodeAt } from '../source/node-at.ts';
import { decodeSource } from '../source/source-text.ts';
import { didYouMean, nearest } from '../source/suggestion.ts';
import { bindingFinding } from './binding-rules.ts';
import { type Findings, note, noteKey } from './read-node.ts';
import { isOfSomeDataset, type RepositoryContent } from './repository-content.ts';
import { readSelect } from './sql-statement.ts';
import type { ChangedBy, IncrementalRefresh, Transform, ViewName } from './transform.ts';
import type { ComputedProfile } from './tundish-profile.ts';
import { parseViewName } from './view-name.ts';

/** The transform of a computed dataset; undefined, with findings, where its SQL is refused. */
export function bindTransform(
  profile: ComputedProfile,
  path: string,
  bytes: Uint8Array,
  content: RepositoryContent,
  findings: Findings,
): Transform | undefined {
  const decoded = decodeSource(path, bytes, limits.sqlBytes);
  findings.push(...decoded.findings);
  if (decoded.source === undefined) return undefined;
  const { text, placeAt } = decoded.source;
  const { statement, problems } = readSelect(text, { changed: false });
  for (const problem of problems) {
    const place = placeAt(problem.offset, problem.offset + 1);
    findings.push(bindingFinding(problem.rule, place, '', problem.message, problem.hint));
  }
  if (statement === undefined) return undefined;
  if (statement.reads.length === 0) {
    findings.push(
      bindingFinding(
        'sql-reads',
        placeAt(0, 1),
        '',
        'the transform reads no view',
        'select from a view as curated.heat_v1',
      ),
    );
    return undefined;
  }
  // Behind leading comments: where PostgreSQL's positions count from.
  const start = text.indexOf(statement.select);
  const place: Place = placeAt(start, start + 1);
  const common = { path, sql: statement.select, reads: statement.reads, place };
  if (profile.incremental === undefined) return { ...common, refresh: { kind: 'full' } };
  const misspelled = (view: string): boolean => {
    if (isOfSomeDataset(view, content)) return false;
    const offset = Math.max(0, text.indexOf(view));
    const meant = nearest(view, profile.incremental?.changedBy.map((each) => each.view) ?? []);
    const message = `the transform reads '${shown(view)}', which no contract makes`;
    const place = placeAt(offset, offset + view.length);
    findings.push(bindingFinding('sql-reads', place, '', message, `did you mean '${meant}'?`));
    return true;
  };
  const refresh = incremental(profile.incremental, statement.reads, misspelled, content, findings);
  return { ...common, refresh };
}

function incremental(
  written: NonNullable<ComputedProfile['incremental']>,
  reads: readonly ViewName[],
  misspelled: (view: string) => boolean,
  content: RepositoryContent,
  findings: Findings,
): IncrementalRefresh {
  const names = reads.map((view) => `${view.store}.${view.view}`);
  const changedBy = written.changedBy.flatMap(({ view, keys, at }): readonly ChangedBy[] => {
    const parsed = parseViewName(view);
    if (parsed === undefined || !names.includes(view)) {
      const watched = written.changedBy.map((each) => each.view);
      const near = nearest(
        view,
        names.filter((name) => !watched.includes(name)),
      );
      // The slip may be in the SQL: then the entry is right, and the query is told.
      if (near !== undefined && isOfSomeDataset(view, content) && misspelled(near)) return [];
      const message = `the transform does not read '${shown(view)}'`;
      noteKey(findings, 'sql-reads', at, message, didYouMean(view, names) ?? 'remove the entry');
      return [];
    }
    if (typeof keys !== 'string') return [columns(parsed, keys, written.key, at, findings)];
    const select = keySelect(keys, at, findings);
    return select === undefined ? [] : [{ view: parsed, keys: { kind: 'select', sql: select } }];
  });
  const sorted = [...changedBy].sort((a, b) => (viewText(a) < viewText(b) ? -1 : 1));
  return { kind: 'incremental', key: written.key, changedBy: sorted };
}

function viewText(entry: ChangedBy): string {
  return `${entry.view.store}.${entry.view.view}`;
}

function columns(
  view: ViewName,
  columnNames: readonly string[],
  key: readonly string[],
  at: NodeAt,
  findings: Findings,
): ChangedBy {
  if (columnNames.length !== key.length) {
    const message = `${columnNames.length} columns stand for a key of ${key.length}`;
    note(
      findings,
      'value-not-allowed',
      at,
      message,
      'name one column for each part of the key, in its order',
    );
  }
  return { view, keys: { kind: 'columns', columns: columnNames } };
}

function keySelect(sql: string, at: NodeAt, findings: Findings): string | undefined {
  const { statement, problems } = readSelect(sql, { changed: true });
  for (const problem of problems) note(findings, problem.rule, at, problem.message, problem.hint);
  if (statement === undefined) return undefined;
  if (!statement.readsChanged) {
    const message = "the SELECT does not read the relation 'changed'";
    note(
      findings,
      'sql-reads',
      at,
      message,
      'select the keys from the changed rows: FROM changed AS c',
    );
    return undefined;
  }
  return statement.select;
}
