import { impliedName } from './sql-parts.ts';
import { columnParts, isRecord } from './sql-tree.ts';

export type Select = Readonly<Record<string, unknown>>;

export interface OutputColumn {
  readonly name: string;
  readonly location: unknown;
}

/** A relation in sight. */
export interface Relation {
  /** Undefined where they are not known. */
  readonly columns: ReadonlyMap<string, Origin> | undefined;
  /** Its name, where it stands outside of the statement. */
  readonly outside?: string;
  /** Part of a join with a name of its own, of which alone a star speaks. */
  readonly isHidden?: true;
}

/** What asking for a column uses; undefined where that was counted when it was computed. */
export type Origin = { readonly relation: string; readonly column: string } | undefined;

export interface Output extends OutputColumn {
  readonly origin: Origin;
}

/** The relations that a part of the statement sees; those of the SELECT around it behind them. */
export interface Scope {
  readonly relations: Map<string, Relation>;
  readonly expressions: Map<string, Relation>;
  readonly parent: Scope | undefined;
}

export function starOf(target: unknown): Select | undefined {
  const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
  const reference = isRecord(body.val) ? body.val.ColumnRef : undefined;
  return isRecord(reference) && columnParts(reference).at(-1) === '*' ? reference : undefined;
}

export function outputOf(target: unknown, scope: Scope): readonly Output[] | undefined {
  const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
  const { location } = body;
  if (typeof body.name === 'string') return [{ name: body.name, location, origin: undefined }];
  const star = starOf(target);
  if (star === undefined) {
    const name = impliedName(body.val);
    return name === undefined ? undefined : [{ name, location, origin: undefined }];
  }
  const relations = starred(star, scope);
  if (relations.length === 0) return undefined;
  const columns: Output[] = [];
  for (const relation of relations) {
    if (relation.columns === undefined) return undefined;
    columns.push(...[...relation.columns].map(([name, origin]) => ({ name, location, origin })));
  }
  return columns;
}

/** The relations that a star speaks of: `*`, `h.*`, `curated.heat_v1.*`. */
export function starred(star: Select, { relations }: Scope): readonly Relation[] {
  const alias = columnParts(star).at(-2);
  return [...relations]
    .filter(([name, { isHidden }]) => (alias === undefined ? isHidden !== true : name === alias))
    .map(([, relation]) => relation);
}

/** The one relation that a plain name can belong to. */
export function onlyRelation({ relations, parent }: Scope): string | undefined {
  return relations.size === 1 && (parent === undefined || parent.relations.size === 0)
    ? [...relations.keys()][0]
    : undefined;
}

export function relationIn(scope: Scope, alias: string): Relation | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.relations.has(alias)) return at.relations.get(alias);
  }
  return undefined;
}

export function renamed(
  output: readonly Output[] | undefined,
  names: readonly string[],
): Relation['columns'] {
  if (output !== undefined) {
    return new Map(output.map(({ name, origin }, index) => [names[index] ?? name, origin]));
  }
  return names.length === 0 ? undefined : new Map(names.map((name) => [name, undefined]));
}
