import { remembered } from '../source/remembered.ts';
import { sqlParser } from './sql-parser.ts';

/** A node of PostgreSQL's parse tree: `kind` is the name that its parser gives it. */
export interface SqlNode {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The one SELECT of a text that was read before; undefined where it is none. */
export function selectOf(sql: string): Readonly<Record<string, unknown>> | undefined {
  return remembered('tree', sql, () => ({ select: parsedSelect(sql) })).select;
}

function parsedSelect(sql: string): Readonly<Record<string, unknown>> | undefined {
  const { parseSync } = sqlParser();
  try {
    const statements = parseSync(sql).stmts ?? [];
    const statement: unknown = statements[0]?.stmt;
    const select = isRecord(statement) ? statement.SelectStmt : undefined;
    return statements.length === 1 && isRecord(select) ? select : undefined;
  } catch {
    return undefined;
  }
}

/** All nodes below a value in no particular order, without recursion: trees are deep. */
export function* sqlNodes(root: unknown): Iterable<SqlNode> {
  const waiting: unknown[] = [root];
  for (
    let value = waiting.pop();
    value !== undefined || waiting.length > 0;
    value = waiting.pop()
  ) {
    if (Array.isArray(value)) waiting.push(...value);
    if (!isRecord(value)) continue;
    for (const [kind, inner] of Object.entries(value)) {
      if (isRecord(inner)) yield { kind, body: inner };
      waiting.push(inner);
    }
  }
}

/** `[h, heat_id]` of a column reference; `*` for all columns. */
export function columnParts(body: Readonly<Record<string, unknown>>): readonly string[] {
  return (Array.isArray(body.fields) ? body.fields : []).map((field: unknown) =>
    isRecord(field) && isRecord(field.String) ? String(field.String.sval) : '*',
  );
}

/** The last part of a name that is a list of strings. */
export function lastName(list: unknown): string {
  const last: unknown = Array.isArray(list) ? list.at(-1) : undefined;
  return isRecord(last) && isRecord(last.String) ? String(last.String.sval) : '';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
