import type { Finding } from '../../contracts/finding.ts';
import { nullableOutputs } from '../../contracts/model/sql-nullability.ts';
import type { NullReason } from '../../contracts/model/sql-nullness.ts';
import { nameInSql } from '../../contracts/model/sql-place.ts';
import { selectOf } from '../../contracts/model/sql-tree.ts';
import { affectedProduct, type CheckedTransform } from './checked-transform.ts';
import { transformMayBeNull } from './impact-rules.ts';
import { changeEvidence } from './type-check-findings.ts';

/** Required columns of a result that surely can be NULL. Runs within `withLibraries`. */
export function mayBeNullFindings(checked: CheckedTransform): readonly Finding[] {
  const { planned, contract, changes, views } = checked;
  const { transform } = planned;
  const select = selectOf(transform.sql);
  const [root] = planned.views;
  if (select === undefined || root === undefined) return [];
  const required = new Set(
    root.columns.filter(({ nullable }) => !nullable).map(({ name }) => name),
  );
  const nullable = nullableOutputs(select, (name) => {
    const columns = views.get(name)?.columns;
    return columns && new Map([...columns.values()].map((each) => [each.name, each.nullable]));
  });
  const { id, severity, why } = transformMayBeNull;
  return nullable
    .filter(({ name }) => required.has(name))
    .map(({ name, reason, location }): Finding => {
      const place = nameInSql(transform, location);
      const causes = changes.filter(
        ({ kind, view, column }) =>
          kind === 'nullable-now' &&
          reason.kind === 'column' &&
          view === reason.relation &&
          column === reason.column,
      );
      const evidence = changeEvidence(causes);
      const read = reason.kind === 'column' ? [reason.column] : [];
      return {
        rule: id,
        // Whether each row finds its partner is for the data to say.
        severity: reason.kind === 'outer-join' ? 'warning' : severity,
        place,
        pointer: '',
        message: `'${name}' of '${planned.dataset}' is required, and ${told(reason)}`,
        why,
        hint: hintFor(name, reason),
        ...(contract === undefined
          ? {}
          : { subject: `${contract.id}.v${contract.major}/${planned.dataset}.${name}` }),
        ...(evidence.length === 0 ? {} : { evidence }),
        affects: [affectedProduct(checked, read, place)],
      };
    });
}

function told(reason: NullReason): string {
  if (reason.kind === 'null') return 'is NULL in the SELECT';
  if (reason.kind === 'column') {
    return `comes from ${reason.relation}.${reason.column}, which may be NULL`;
  }
  return `comes from ${reason.alias}.${reason.column}, the far side of an outer join: NULL where no row fits`;
}

function hintFor(name: string, reason: NullReason): string {
  if (reason.kind === 'column') {
    return `leave rows without it out (WHERE ${reason.column} IS NOT NULL), fill it with coalesce(), or take required away from '${name}'`;
  }
  return reason.kind === 'null'
    ? `give it a value, or take required away from '${name}'`
    : `join inner, fill it with coalesce(), or take required away from '${name}'`;
}
