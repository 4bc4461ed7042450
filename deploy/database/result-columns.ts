import type { StoreSession } from '../../connectors/connector.ts';
import { Failure, type ServerAnswer } from '../../connectors/failure.ts';

/** One column of a query's result beside the one that is planned; either may be missing. */
export interface ResultColumn {
  readonly name: string;
  /** The result's type; null where the result has no such column. */
  readonly type: string | null;
  /** The planned type; null where the plan has no such column. */
  readonly planned: string | null;
  /** The result's values always are values of the planned type, or become them without loss. */
  readonly fits: boolean;
}

export type Described =
  | { readonly kind: 'columns'; readonly columns: readonly ResultColumn[] }
  /** PostgreSQL refuses the query; `offset` counts characters of `sql` from 0. */
  | {
      readonly kind: 'refused';
      readonly answer: ServerAnswer;
      readonly offset: number | undefined;
    };

const PROBE = 'pg_temp.tundish_probe';

/**
 * What a query would give, found by PostgreSQL's own analysis: the query becomes a temporary view
 * and is never run. Runs inside the caller's transaction and leaves nothing in it.
 */
export async function describeResult(
  session: StoreSession,
  query: { readonly before?: string; readonly sql: string },
  planned: readonly { readonly name: string; readonly type: string }[],
): Promise<Described> {
  await session.query({ text: 'SAVEPOINT probe' });
  const before = `CREATE VIEW ${PROBE} AS ${query.before ?? ''}SELECT * FROM (\n`;
  try {
    await session.query({ text: `SET LOCAL statement_timeout = '5s'` });
    await session.query({ text: `${before}${query.sql}\n) AS t` });
    const rows = await session.query<{ object: string }>({
      text: COLUMNS,
      values: [PROBE, JSON.stringify(planned)],
    });
    return { kind: 'columns', columns: rows.map(({ object }) => JSON.parse(object)) };
  } catch (error) {
    if (!(error instanceof Failure) || error.answer === undefined) throw error;
    // A login that may not make temporary views, or a server that gave up, judges no SQL.
    if (error.sqlState === '42501' || error.kind === 'transient') throw error;
    const { answer } = error;
    const offset = (answer.position ?? 0) - 1 - [...before].length;
    const inside = offset >= 0 && offset < [...query.sql].length;
    return { kind: 'refused', answer, offset: inside ? offset : undefined };
  } finally {
    await session.query({ text: 'ROLLBACK TO SAVEPOINT probe' });
  }
}

/**
 * A type fits where PostgreSQL casts it implicitly, among integers, and among numbers where the
 * target keeps fractions. Not text for a number, which fails at the first row that is none, and no
 * fraction for an integer, which would be rounded without a word.
 */
const COLUMNS = `
WITH result AS (
  SELECT a.attname::text AS name, a.attnum AS position, a.atttypid AS type
  FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0
), planned AS (
  SELECT p.name, p.ordinality AS position, p.type::regtype::oid AS type
  FROM ROWS FROM (json_to_recordset($2::json) AS (name text, type text)) WITH ORDINALITY
    AS p (name, type, ordinality)
), paired AS (
  SELECT coalesce(r.name, p.name) AS name, r.type AS actual, p.type AS planned,
    coalesce(nullif(CASE WHEN rt.typcategory = 'A' THEN rt.typelem END, 0), r.type) AS source,
    coalesce(nullif(CASE WHEN pt.typcategory = 'A' THEN pt.typelem END, 0), p.type) AS target,
    rt.typcategory = 'A' AS many, pt.typcategory = 'A' AS wants_many,
    p.position AS planned_position, r.position AS result_position
  FROM planned p FULL JOIN result r ON r.name = p.name
  LEFT JOIN pg_type rt ON rt.oid = r.type
  LEFT JOIN pg_type pt ON pt.oid = p.type
)
SELECT json_build_object(
  'name', name,
  'type', format_type(actual, NULL),
  'planned', format_type(planned, NULL),
  'fits', coalesce(many = wants_many AND (
    source = target
    OR EXISTS (SELECT FROM pg_cast c
               WHERE c.castsource = source AND c.casttarget = target AND c.castcontext = 'i')
    OR source::regtype::text IN ('smallint', 'integer', 'bigint')
      AND target::regtype::text IN ('smallint', 'integer', 'bigint')
    OR source::regtype::text IN ('numeric', 'real', 'double precision')
      AND target::regtype::text IN ('numeric', 'real', 'double precision')
    OR source::regtype::text = 'json' AND target::regtype::text = 'jsonb'
  ), false)
)::text AS object
FROM paired ORDER BY planned_position NULLS LAST, result_position`;
