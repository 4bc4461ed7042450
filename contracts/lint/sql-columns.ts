import { columnParts, isRecord, lastName, type SqlNode, sqlNodes } from './sql-tree.ts';

/** The columns of a relation; undefined where they are not known. */
export type Columns = ReadonlySet<string> | undefined;

/** What relations outside of the statement have, by their name (`curated.heat_v1`, `changed`). */
export type KnownRelations = (name: string) => Columns;

/** A reference to a column that nothing in the statement has. */
export interface UnknownColumn {
  readonly alias: string;
  readonly column: string;
  readonly known: readonly string[];
  /** Byte position in the statement. */
  readonly location: unknown;
}

interface OutputColumn {
  readonly name: string;
  readonly location: unknown;
}

type Select = Readonly<Record<string, unknown>>;

/**
 * Which relations a SELECT names, and what they have. Aliases are collected over the whole
 * statement: where two scopes use one alias for different relations, the columns of both count.
 */
export class SqlColumns {
  readonly #select: Select;
  readonly #known: KnownRelations;
  readonly #nodes: readonly SqlNode[];
  readonly #relations = new Map<string, (() => Columns)[]>();
  readonly #expressions = new Map<string, () => Columns>();
  readonly #resolving = new Set<unknown>();

  constructor(select: Select, known: KnownRelations) {
    this.#select = select;
    this.#known = known;
    this.#nodes = [...sqlNodes(select)];
    for (const { kind, body } of this.#nodes) {
      if (kind === 'CommonTableExpr') this.#addExpression(body);
      if (kind === 'RangeVar') this.#addTable(body);
      if (/^(RangeSubselect|RangeFunction|JoinExpr)$/.test(kind)) this.#addDerived(kind, body);
    }
  }

  /** The result's columns; undefined where a star or a bare expression leaves them open. */
  output(select: Select = this.#select): readonly OutputColumn[] | undefined {
    // The first branch of a UNION names the columns.
    let first = select;
    while (isRecord(first.larg)) first = first.larg;
    if (!Array.isArray(first.targetList) || this.#resolving.has(first)) return undefined;
    this.#resolving.add(first);
    const columns: OutputColumn[] = [];
    for (const target of first.targetList) {
      const found = this.#outputOf(target);
      if (found === undefined) {
        this.#resolving.delete(first);
        return undefined;
      }
      columns.push(...found);
    }
    this.#resolving.delete(first);
    return columns;
  }

  /** References `alias.column`, and plain ones where there is only one relation. */
  unknown(): readonly UnknownColumn[] {
    const [only, ...more] = this.#relations.keys();
    const derived = this.#nodes.some(({ kind }) =>
      /^(RangeSubselect|RangeFunction|SubLink)$/.test(kind),
    );
    const alone = more.length > 0 || derived || this.#expressions.size > 0 ? undefined : only;
    const named = new Set(
      this.#nodes.flatMap(({ kind, body }) =>
        kind === 'ResTarget' && typeof body.name === 'string' ? [body.name] : [],
      ),
    );
    return this.#nodes.flatMap(({ kind, body }) => {
      if (kind !== 'ColumnRef') return [];
      const parts = columnParts(body);
      const column = parts.at(-1) ?? '*';
      const alias = parts.length === 2 ? (parts[0] ?? '') : parts.length === 1 ? alone : undefined;
      if (alias === undefined || column === '*' || (parts.length === 1 && named.has(column)))
        return [];
      // A whole row has the name of its relation.
      if (parts.length === 1 && column === alias) return [];
      const columns = this.#columnsOf(alias);
      if (columns === undefined || columns.has(column)) return [];
      return [{ alias, column, known: [...columns], location: body.location }];
    });
  }

  #columnsOf(alias: string): Columns {
    const relations = this.#relations.get(alias);
    if (relations === undefined) return undefined;
    const all = new Set<string>();
    for (const relation of relations) {
      const columns = relation();
      if (columns === undefined) return undefined;
      for (const column of columns) all.add(column);
    }
    return all;
  }

  #outputOf(target: unknown): readonly OutputColumn[] | undefined {
    const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
    const { location } = body;
    if (typeof body.name === 'string') return [{ name: body.name, location }];
    const reference =
      isRecord(body.val) && isRecord(body.val.ColumnRef) ? body.val.ColumnRef : undefined;
    const parts = reference === undefined ? [] : columnParts(reference);
    if (parts.at(-1) === '*') {
      const columns = parts.length === 2 ? this.#columnsOf(parts[0] ?? '') : undefined;
      return columns === undefined ? undefined : [...columns].map((name) => ({ name, location }));
    }
    const name = impliedName(body.val);
    return name === undefined ? undefined : [{ name, location }];
  }

  #addExpression(body: Select): void {
    const query = isRecord(body.ctequery) ? body.ctequery.SelectStmt : undefined;
    const names = stringsOf(body.aliascolnames);
    this.#expressions.set(String(body.ctename), () => this.#derived(query, names));
  }

  #addTable(body: Select): void {
    const name = String(body.relname);
    const alias = isRecord(body.alias) ? body.alias : undefined;
    const renamed = stringsOf(alias?.colnames);
    this.#add(String(alias?.aliasname ?? name), () => {
      if (renamed.length > 0) return undefined;
      const expression = body.schemaname === undefined ? this.#expressions.get(name) : undefined;
      if (expression !== undefined) return expression();
      return this.#known(
        body.schemaname === undefined ? name : `${String(body.schemaname)}.${name}`,
      );
    });
  }

  #addDerived(kind: string, body: Select): void {
    if (!isRecord(body.alias)) return;
    const names = stringsOf(body.alias.colnames);
    const query =
      kind === 'RangeSubselect' && isRecord(body.subquery) ? body.subquery.SelectStmt : undefined;
    this.#add(String(body.alias.aliasname), () => this.#derived(query, names));
  }

  #derived(query: unknown, names: readonly string[]): Columns {
    if (!isRecord(query)) return undefined;
    const output = this.output(query)?.map((column) => column.name);
    if (output === undefined) return undefined;
    return new Set(output.map((name, index) => names[index] ?? name));
  }

  #add(alias: string, columns: () => Columns): void {
    this.#relations.set(alias, [...(this.#relations.get(alias) ?? []), columns]);
  }
}

/** What PostgreSQL calls a column without AS, as far as that is plain. */
function impliedName(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.ColumnRef)) return columnParts(value.ColumnRef).at(-1);
  if (isRecord(value.FuncCall)) return lastName(value.FuncCall.funcname);
  return isRecord(value.TypeCast) ? impliedName(value.TypeCast.arg) : undefined;
}

function stringsOf(list: unknown): readonly string[] {
  return (Array.isArray(list) ? list : []).map((each: unknown) =>
    isRecord(each) && isRecord(each.String) ? String(each.String.sval) : '',
  );
}
