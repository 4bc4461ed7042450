import type { Evidence, Finding, Place } from '../../contracts/finding.ts';
import { readColumns } from '../../contracts/model/sql-columns.ts';
import { nameInSql } from '../../contracts/model/sql-place.ts';
import { selectOf } from '../../contracts/model/sql-tree.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import type { TransformProblem } from '../../deploy/database/transform-problems.ts';
import { affectedProduct, type CheckedTransform } from './checked-transform.ts';
import { transformTypeChecks } from './impact-rules.ts';
import type { ViewChange } from './view-changes.ts';

/**
 * What is wrong with one transform: what it uses and is not there, each told once and with the change
 * that took it away, then what else PostgreSQL has against it. Runs within `withLibraries`.
 */
export function typeCheckFindings(
  checked: CheckedTransform,
  problems: readonly TransformProblem[],
): readonly Finding[] {
  if (problems.length === 0) return [];
  const missing = missingUses(checked);
  const others = problems.filter((problem) => !isTold(problem, missing));
  return [
    ...missing.map((each) => missingFinding(checked, each)),
    ...others.map((problem) => problemFinding(checked, problem)),
  ];
}

interface Missing {
  readonly view: string;
  /** Absent where the view is not there as a whole. */
  readonly column?: string;
  readonly place: Place;
  readonly change?: ViewChange;
}

function missingUses({ reads, views, changes, planned }: CheckedTransform): readonly Missing[] {
  return reads.flatMap(({ view, uses }): readonly Missing[] => {
    const there = views.get(view)?.columns;
    if (there === undefined) {
      const change = changes.find((each) => each.kind === 'view-removed' && each.view === view);
      const place = uses[0]?.place ?? planned.transform.place;
      return [{ view, place, ...(change === undefined ? {} : { change }) }];
    }
    return uses
      .filter(({ column }) => column !== '*' && !there.has(column))
      .map(({ column, place }) => {
        const change = changes.find(
          (each) => each.kind === 'column-removed' && each.view === view && each.column === column,
        );
        return { view, column, place, ...(change === undefined ? {} : { change }) };
      });
  });
}

/** PostgreSQL stops at the first of them. */
function isTold({ answer }: TransformProblem, missing: readonly Missing[]): boolean {
  const [, column] = /^column "?([^"]+?)"? does not exist/.exec(answer?.message ?? '') ?? [];
  const [, relation] = /^relation "([^"]+)" does not exist/.exec(answer?.message ?? '') ?? [];
  return missing.some(
    (each) =>
      (relation !== undefined && each.column === undefined && each.view === relation) ||
      (column !== undefined && each.column === column.split('.').at(-1)),
  );
}

function missingFinding(checked: CheckedTransform, missing: Missing): Finding {
  const { view, column, place, change } = missing;
  const { dataset } = checked.planned;
  const gone = change === undefined ? 'has no' : 'no longer has';
  const message =
    column === undefined
      ? `${view} is ${change === undefined ? 'not' : 'no longer'} there, and the transform of '${dataset}' reads it`
      : `${view} ${gone} ${column}, and the transform of '${dataset}' reads it`;
  return finding(checked, place, column === undefined ? [] : [column], {
    message,
    hint: change === undefined ? spellingHint(checked, missing) : removalHint(change),
    evidence: [],
  });
}

function spellingHint({ views }: CheckedTransform, { view, column }: Missing): string {
  const columns = [...(views.get(view)?.columns.keys() ?? [])];
  const near = column === undefined ? nearest(view, [...views.keys()]) : nearest(column, columns);
  if (near !== undefined) return `did you mean '${near}'?`;
  return column === undefined
    ? 'read a view that a contract of this plant makes'
    : `its columns are ${columns.slice(0, 12).join(', ')}`;
}

function removalHint({ view, column, place, instead }: ViewChange): string {
  const removed =
    place === undefined
      ? 'this pull request removes it'
      : `this pull request removes it in ${place.file}:${place.line}`;
  const keep = column === undefined ? `keep ${view}` : `keep ${column}`;
  const renamed = instead === undefined ? '' : `read ${instead} instead, or `;
  return `${removed}: ${renamed}${keep} there and publish the next major beside it`;
}

function problemFinding(checked: CheckedTransform, problem: TransformProblem): Finding {
  const { planned, contractPlace, changes } = checked;
  const { at, column, answer, text } = problem;
  const place: Place =
    at.kind === 'changed-by'
      ? contractPlace
      : column === undefined
        ? { file: planned.transform.path, line: at.line, column: at.column }
        : outputPlace(checked, column.name);
  const causes = changes.filter(({ kind }) => kind === 'type-changed');
  const evidence = changeEvidence(causes);
  const read = causes.flatMap((each) => each.column ?? []);
  const [cause] = causes;
  const of = at.kind === 'changed-by' ? `changed_by of ${at.view} of` : 'the transform of';
  if (answer !== undefined) {
    const rest = text.replace(`PostgreSQL says: ${answer.message}.`, '').trim();
    const message = `PostgreSQL refuses ${of} '${planned.dataset}': ${answer.message}`;
    const hint = cause === undefined ? asHint(rest) : typeHint(cause);
    return finding(checked, place, read, { message, hint, evidence });
  }
  const [said = text, ...rest] = text.split(/(?<=\S)\. (?=[A-Z])/);
  const message = `${of} '${planned.dataset}': ${said}`;
  const hint = cause === undefined ? asHint(rest.join('. ')) : typeHint(cause);
  return finding(checked, place, read, { message, hint, evidence });
}

function typeHint({ view, column, place }: ViewChange): string {
  const where = place === undefined ? '' : ` in ${place.file}:${place.line}`;
  return `this pull request changes the type of ${view}.${column}${where}: convert it in the SELECT, or keep the type there and publish the next major beside it`;
}

/** Sentences as a clause. */
function asHint(text: string): string {
  const plain = text === '' ? 'mend the SELECT' : text.replace(/\.$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

function outputPlace({ planned: { transform } }: CheckedTransform, name: string): Place {
  const select = selectOf(transform.sql);
  const output = select === undefined ? undefined : readColumns(select, () => undefined).output;
  return nameInSql(transform, output?.find((column) => column.name === name)?.location);
}

/** Changes of types and of what may be NULL; what is gone is told by the message. */
export function changeEvidence(changes: readonly ViewChange[]): readonly Evidence[] {
  return changes.slice(0, 5).map((change) => ({
    label: 'changed by this pull request',
    text: `${changeText(change)}${change.place === undefined ? '' : ` (${change.place.file}:${change.place.line})`}`,
  }));
}

function changeText({ kind, view, column, types }: ViewChange): string {
  return kind === 'type-changed'
    ? `${view}.${column} is ${types?.after} now, was ${types?.before}`
    : `${view}.${column} may be NULL now`;
}

function finding(
  checked: CheckedTransform,
  place: Place,
  columns: readonly string[],
  {
    message,
    hint,
    evidence,
  }: { readonly message: string; readonly hint: string; readonly evidence: readonly Evidence[] },
): Finding {
  const { id, severity, why } = transformTypeChecks;
  return {
    rule: id,
    severity,
    place,
    pointer: '',
    message,
    why,
    hint,
    ...(evidence.length === 0 ? {} : { evidence }),
    affects: [affectedProduct(checked, columns, place)],
  };
}
