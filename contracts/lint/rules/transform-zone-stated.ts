import { placeInSql } from '../../model/sql-place.ts';
import { columnParts, isRecord, lastName, type SqlNode } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';
import { viewsByName } from '../views.ts';

const ofTheDay = new Set([
  'hour',
  'day',
  'dow',
  'doy',
  'isodow',
  'week',
  'month',
  'quarter',
  'year',
]);

/** Days and hours are those of a stated zone. */
export const transformZoneStated: Rule = {
  id: 'transform-zone-stated',
  severity: 'warning',
  summary: 'A transform that takes the day or hour of an instant says in which time zone.',
  why: 'Without the zone it is that of the session: the same heat counts for Tuesday on one server and for Wednesday on the other.',
  *check(context) {
    const views = viewsByName(context);
    for (const { bound, transform, nodes } of parsedTransforms(context)) {
      const instants = new Set(
        transform.reads
          .flatMap(({ store, view }) => views.get(`${store}.${view}`)?.columns ?? [])
          .flatMap(({ name, type }) => (type === 'timestamptz' ? [name] : [])),
      );
      for (const node of nodes) {
        const column = localised(node);
        if (column === undefined || !instants.has(column)) continue;
        yield {
          place: placeInSql(transform, node.body.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' takes a day or hour of '${column}' without a time zone`,
          hint: `write ${column} AT TIME ZONE '${context.plant.timeZone}'`,
        };
      }
    }
  },
};

/** The column of which a node takes a local day or hour. */
function localised({ kind, body }: SqlNode): string | undefined {
  if (kind === 'TypeCast') {
    const type = isRecord(body.typeName) ? lastName(body.typeName.names) : '';
    return /^(date|time|timestamp)$/.test(type) ? columnOf(body.arg) : undefined;
  }
  if (kind !== 'FuncCall') return undefined;
  const name = lastName(body.funcname);
  const [unit, value, zone] = Array.isArray(body.args) ? body.args : [];
  const word = wordOf(unit);
  if (name === 'date_trunc' && zone === undefined && word !== undefined && ofTheDay.has(word)) {
    return columnOf(value);
  }
  const takesPart = name === 'extract' || name === 'date_part';
  return takesPart && word !== undefined && ofTheDay.has(word) ? columnOf(value) : undefined;
}

function columnOf(value: unknown): string | undefined {
  return isRecord(value) && isRecord(value.ColumnRef)
    ? columnParts(value.ColumnRef).at(-1)
    : undefined;
}

function wordOf(value: unknown): string | undefined {
  const constant: unknown = isRecord(value) ? value.A_Const : undefined;
  const text: unknown = isRecord(constant) ? constant.sval : undefined;
  return isRecord(text) && typeof text.sval === 'string' ? text.sval.toLowerCase() : undefined;
}
