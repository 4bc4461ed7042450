import { memberNode, placeOf } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { columnParts, isRecord, lastName } from '../sql-tree.ts';
import { type ParsedTransform, parsedTransforms, placeInSql } from '../transforms.ts';

/** A transform gives the columns that its contract describes. */
export const transformColumnsAgree: Rule = {
  id: 'transform-columns-agree',
  severity: 'error',
  summary: 'A transform selects every column of its contract, and no other.',
  why: 'The first recompute after the roll-out fails on the missing column, and the figure of the morning meeting is that of yesterday.',
  *check(context) {
    for (const parsed of parsedTransforms(context)) yield* compare(parsed);
  },
};

function* compare({ bound, transform, select }: ParsedTransform): Iterable<Problem> {
  const { dataset, source } = bound;
  const columns = outputColumns(select);
  if (columns === undefined) return;
  const fields = dataset.fields.map((field) => field.name);
  // Objects and unions of a computed dataset become several columns.
  if (dataset.fields.some(({ type }) => type.kind === 'object' || type.kind === 'union')) return;
  const names = columns.map((column) => column.name);
  for (const { name, location } of columns) {
    if (fields.includes(name)) continue;
    const near = nearest(
      name,
      fields.filter((field) => !names.includes(field)),
    );
    yield {
      place: placeInSql(transform, location),
      pointer: '',
      message: `the transform of '${dataset.name}' selects the column '${name}', which the contract does not describe`,
      hint:
        near === undefined
          ? `describe it in ${bound.contract.path}, or leave it out`
          : `did you mean '${near}'?`,
    };
  }
  for (const field of fields) {
    if (names.includes(field)) continue;
    const node = source?.properties.find((property) => property.path === field)?.node;
    if (node === undefined) continue;
    yield {
      place: placeOf(memberNode(node, 'name') ?? node),
      pointer: node.pointer,
      message: `the transform of '${dataset.name}' does not select '${field}'`,
      hint: `select it AS ${field} in ${transform.path}, or take it out of the contract`,
    };
  }
}

interface OutputColumn {
  readonly name: string;
  readonly location: unknown;
}

/** The columns that a SELECT gives; undefined where a star or a bare expression leaves it open. */
function outputColumns(
  select: Readonly<Record<string, unknown>>,
): readonly OutputColumn[] | undefined {
  // The first branch of a UNION names the columns.
  let first = select;
  while (isRecord(first.larg)) first = first.larg;
  if (!Array.isArray(first.targetList)) return undefined;
  const columns = first.targetList.map((target: unknown) => {
    const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
    const name = typeof body.name === 'string' ? body.name : impliedName(body.val);
    return { name, location: body.location };
  });
  return columns.every((column): column is OutputColumn => column.name !== undefined)
    ? columns
    : undefined;
}

/** What PostgreSQL calls a column without AS, as far as that is plain. */
function impliedName(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.ColumnRef)) {
    const name = columnParts(value.ColumnRef).at(-1);
    return name === '*' ? undefined : name;
  }
  if (isRecord(value.FuncCall)) return lastName(value.FuncCall.funcname);
  return isRecord(value.TypeCast) ? impliedName(value.TypeCast.arg) : undefined;
}
