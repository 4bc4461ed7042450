import { beforeAll, describe, expect, it } from 'vitest';
import { sqlParser } from '../../../contracts/model/sql-parser.ts';
import { readSelect } from '../../../contracts/model/sql-statement.ts';
import { parseViewName } from '../../../contracts/model/view-name.ts';

beforeAll(() => sqlParser.load());

const read = (sql: string, changed = false) => readSelect(sql, { changed });
const views = (sql: string) =>
  read(sql).statement?.reads.map((view) => `${view.store}.${view.view}`);

describe('a transform', () => {
  it.each([
    ['SELECT * FROM curated.heat_v1', ['curated.heat_v1']],
    [
      'SELECT 1 FROM business.b_v2, curated.a_v1 AS x JOIN metrics.m_v10 USING (id)',
      ['business.b_v2', 'curated.a_v1', 'metrics.m_v10'],
    ],
    [
      'WITH h AS (SELECT * FROM curated.heat_v1), k AS (SELECT * FROM h) SELECT * FROM k',
      ['curated.heat_v1'],
    ],
    [
      'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT n FROM t, curated.a_v1',
      ['curated.a_v1'],
    ],
    [
      'SELECT (SELECT max(value) FROM metrics.m_v1) FROM curated.a_v1 WHERE EXISTS (SELECT FROM curated.b_v1)',
      ['curated.a_v1', 'curated.b_v1', 'metrics.m_v1'],
    ],
    [
      'SELECT a FROM curated.a_v1 UNION ALL SELECT b FROM curated.b_v1',
      ['curated.a_v1', 'curated.b_v1'],
    ],
    [
      "SELECT date_trunc('day', t AT TIME ZONE 'UTC'), extract(hour FROM t), '1 day'::interval, sum(x) FILTER (WHERE x > 0) OVER (PARTITION BY y) FROM curated.a_v1",
      ['curated.a_v1'],
    ],
    [
      "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), round(avg(x)::numeric, 2), string_agg(s, ',' ORDER BY s), coalesce(y, 0), CASE WHEN x IS NULL THEN 1 END, trim(s), substring(s FROM 1 FOR 2), s LIKE 'a%', s ILIKE 'b' FROM curated.a_v1",
      ['curated.a_v1'],
    ],
    [
      'SELECT unnest(a), g FROM curated.a_v1, generate_series(1, 3) AS g, LATERAL (SELECT 1) AS l',
      ['curated.a_v1'],
    ],
    [
      "SELECT j ->> 'a', jsonb_array_elements(j), date '2025-01-01', ARRAY[1, 2], (x).y, x = ANY (ARRAY[1]), interval '6 hours' FROM curated.a_v1",
      ['curated.a_v1'],
    ],
  ])('may be %s', (sql, expected) => {
    expect(read(sql).problems).toEqual([]);
    expect(views(sql)).toEqual(expected);
  });

  it('is kept without what stands around the SELECT', () => {
    const { statement } = read('-- note\n/* more */ SELECT 1 AS "é"\nFROM curated.a_v1 ; -- end');
    expect(statement?.select).toBe('SELECT 1 AS "é"\nFROM curated.a_v1');
  });

  it.each([
    ["COPY curated.a_v1 TO PROGRAM 'id'", 'sql-not-one-select'],
    ['VALUES (1); SELECT 1', 'sql-not-one-select'],
    ['DO $$ BEGIN END $$', 'sql-not-one-select'],
    ['EXPLAIN SELECT 1', 'sql-not-one-select'],
    ['WITH x AS (UPDATE curated.a_v1 SET a = 1 RETURNING a) SELECT * FROM x', 'sql-not-one-select'],
    [
      'WITH x AS (MERGE INTO curated.a_v1 USING curated.b_v1 ON true WHEN MATCHED THEN DELETE RETURNING 1) SELECT 1',
      'sql-not-one-select',
    ],
    ["SELECT * FROM pg_ls_dir('/')", 'sql-refused'],
    ["SELECT query_to_xml('SELECT 1', true, true, '')", 'sql-refused'],
    ["SELECT pg_catalog.set_config('a', 'b', false)", 'sql-refused'],
    ["SELECT nextval('raw.seq')", 'sql-refused'],
    ['SELECT random()', 'sql-refused'],
    ['SELECT clock_timestamp()', 'sql-refused'],
    ['SELECT CURRENT_DATE', 'sql-refused'],
    ['SELECT session_user', 'sql-refused'],
    ["SELECT xmlparse(DOCUMENT '<a/>')", 'sql-refused'],
    ["SELECT 'pg_authid'::regclass::oid", 'sql-refused'],
    ['SELECT 1 OPERATOR(evil.+) 2', 'sql-refused'],
    ['SELECT a FROM curated.a_v1 FOR SHARE', 'sql-refused'],
    ['SELECT * FROM heat_v1', 'sql-reads'],
    ['SELECT * FROM other.curated.heat_v1', 'sql-reads'],
    ['SELECT * FROM information_schema.tables', 'sql-reads'],
    ['SELECT * FROM curated."heat_v1; --"', 'sql-reads'],
    ['SELECT * FROM "Curated".heat_v1', 'sql-reads'],
    ['TABLE raw.heat', 'sql-reads'],
    ['SELECT * FROM later, (SELECT 1) AS s', 'sql-reads'],
    ['WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a', 'sql-reads'],
    ['WITH a AS (SELECT * FROM a) SELECT * FROM a', 'sql-reads'],
    ['SELECT * FROM changed', 'sql-reads'],
  ])('may not be %s', (sql, rule) => {
    const { statement, problems } = read(sql);
    expect(statement).toBeUndefined();
    expect(problems.map((problem) => problem.rule)).toContain(rule);
  });

  it('points at the place in a text that is not ASCII', () => {
    const sql = "SELECT 'äöü\u{1f525}', now() FROM curated.a_v1";
    expect(read(sql).problems[0]?.offset).toBe(sql.indexOf('now'));
    const broken = "SELECT 'ä\u{1f525}' FORM x y";
    expect(read(broken).problems[0]).toMatchObject({
      rule: 'sql-syntax',
      offset: broken.indexOf('x'),
    });
  });

  it('may read changed rows where it finds keys', () => {
    const { statement } = read('SELECT c.heat_id FROM changed AS c', true);
    expect(statement).toMatchObject({ readsChanged: true, reads: [] });
    expect(read('SELECT a FROM curated.changed_v1', true).statement?.readsChanged).toBe(false);
  });
});

describe('the name of a view', () => {
  it('has a store and a major', () => {
    expect(parseViewName('curated.heat_v1')).toEqual({ store: 'curated', view: 'heat_v1' });
    for (const text of [
      'heat_v1',
      'raw.heat_v1',
      'curated.heat',
      'curated.heat_v01',
      'a.curated.heat_v1',
      'curated.Heat_v1',
      `curated.${'h'.repeat(70)}_v1`,
    ]) {
      expect(parseViewName(text)).toBeUndefined();
    }
  });
});
