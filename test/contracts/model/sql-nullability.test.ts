import { beforeAll, describe, expect, it } from 'vitest';
import { nullableOutputs } from '../../../contracts/model/sql-nullability.ts';
import { sqlParser } from '../../../contracts/model/sql-parser.ts';
import { selectOf } from '../../../contracts/model/sql-tree.ts';

const views: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  'curated.heat_v1': {
    heat_id: false,
    weight: false,
    grade: true,
    alloy: true,
    strands: true,
    superheat: true,
    tags: true,
  },
  'curated.slab_v1': { heat_id: false, length: false, temperature: false, note: true },
};

function nullable(sql: string): Readonly<Record<string, string>> {
  const select = selectOf(sql);
  if (select === undefined) throw new Error('the text is no SELECT');
  const found = nullableOutputs(select, (name) => {
    const columns = views[name];
    return columns && new Map(Object.entries(columns));
  });
  return Object.fromEntries(found.map(({ name, reason }) => [name, reason.kind]));
}

beforeAll(() => sqlParser.load());

describe('a result that can be NULL', () => {
  it('hands on a nullable column, also through operators and strict functions', () => {
    expect(
      nullable(`SELECT h.heat_id, h.grade, upper(h.grade) AS loud, h.weight + length(h.grade) AS sum,
                  h.weight * 2 AS twice FROM curated.heat_v1 AS h`),
    ).toEqual({ grade: 'column', loud: 'column', sum: 'column' });
  });

  it('comes through WITH, subqueries, stars and UNION', () => {
    expect(
      nullable(`WITH x AS (SELECT * FROM curated.heat_v1)
                SELECT y.grade, y.weight FROM (SELECT x.* FROM x) AS y
                UNION ALL SELECT 'S355', NULL`),
    ).toEqual({ grade: 'column', weight: 'null' });
  });

  it('comes from the far side of an outer join', () => {
    const from = 'FROM curated.heat_v1 h';
    expect(
      nullable(`SELECT h.heat_id, s.length ${from} LEFT JOIN curated.slab_v1 s USING (heat_id)`),
    ).toEqual({});
    const on = 'ON s.heat_id = h.heat_id';
    expect(
      nullable(`SELECT h.heat_id, s.length ${from} LEFT JOIN curated.slab_v1 s ${on}`),
    ).toEqual({ length: 'outer-join' });
    expect(
      nullable(`SELECT h.heat_id, s.length ${from} RIGHT JOIN curated.slab_v1 s ${on}`),
    ).toEqual({ heat_id: 'outer-join' });
    expect(nullable(`SELECT h.weight, s.length ${from} FULL JOIN curated.slab_v1 s ${on}`)).toEqual(
      {
        weight: 'outer-join',
        length: 'outer-join',
      },
    );
    expect(nullable(`SELECT h.weight, s.length ${from} JOIN curated.slab_v1 s ${on}`)).toEqual({});
  });

  it('is arithmetic with it, also beside conditions on others', () => {
    expect(
      nullable(`SELECT h.weight / h.strands AS per_strand, h.strands::text AS text
                FROM curated.heat_v1 h
                LEFT JOIN curated.slab_v1 s ON s.heat_id = h.heat_id WHERE h.weight > 0`),
    ).toEqual({ per_strand: 'column', text: 'column' });
  });

  it('is so beside a lateral aggregate, whose conditions leave no row out', () => {
    const from = `FROM curated.heat_v1 h CROSS JOIN LATERAL (
      SELECT count(*) AS slabs FROM generate_series(1, h.strands) n, curated.slab_v1 s
      WHERE s.temperature > h.superheat) AS x`;
    expect(nullable(`SELECT h.strands, h.superheat ${from}`)).toEqual({
      strands: 'column',
      superheat: 'column',
    });
    expect(nullable(`SELECT h.strands, h.superheat ${from} WHERE x.slabs > 0`)).toEqual({});
  });

  it('is first of all the nullable column, and only then the outer join', () => {
    expect(
      nullable(`SELECT s.length + h.strands AS sum, s.length FROM curated.heat_v1 h
                LEFT JOIN curated.slab_v1 s ON s.heat_id = h.heat_id`),
    ).toEqual({ sum: 'column', length: 'outer-join' });
  });

  it('is the left side of EXCEPT', () => {
    expect(
      nullable('SELECT grade FROM curated.heat_v1 EXCEPT SELECT heat_id FROM curated.slab_v1'),
    ).toEqual({ grade: 'column' });
  });
});

describe('nothing is said of', () => {
  it('a column that a condition names', () => {
    expect(nullable('SELECT grade, alloy FROM curated.heat_v1 WHERE grade IS NOT NULL')).toEqual({
      alloy: 'column',
    });
    expect(
      nullable(
        `SELECT h.grade FROM curated.heat_v1 h JOIN curated.slab_v1 s ON s.heat_id = h.grade`,
      ),
    ).toEqual({});
    expect(
      nullable(`SELECT s.length FROM curated.heat_v1 h
                LEFT JOIN curated.slab_v1 s ON s.heat_id = h.heat_id WHERE s.heat_id > '1'`),
    ).toEqual({});
  });

  it('CASE, NULLIF, aggregates, windows and tests', () => {
    expect(
      nullable(`SELECT CASE WHEN weight > 1 THEN grade ELSE '' END AS a, nullif(weight, 0) AS b,
                  max(grade) AS c, count(grade) AS d, lag(grade) OVER () AS e,
                  grade IS NULL AS f, grade IS DISTINCT FROM 'x' AS g FROM curated.heat_v1`),
    ).toEqual({});
  });

  it('a lateral aggregate, which always is a row', () => {
    expect(
      nullable(`SELECT s.slabs FROM curated.heat_v1 h LEFT JOIN LATERAL (
                  SELECT count(*) AS slabs FROM curated.slab_v1 s) AS s ON true`),
    ).toEqual({});
  });

  it('relations that are not known', () => {
    expect(nullable('SELECT a.b, c FROM curated.other_v1 AS a')).toEqual({});
    expect(
      nullable('SELECT grade FROM curated.heat_v1, generate_series(1, 2) AS n (grade)'),
    ).toEqual({});
  });

  const heat = 'FROM curated.heat_v1 h';
  const left = `${heat} LEFT JOIN curated.slab_v1 s ON s.heat_id = h.heat_id`;

  it.each([
    [
      'the merged key of a FULL JOIN',
      `SELECT coalesce(h.heat_id, s.heat_id) AS k, greatest(h.heat_id, s.heat_id) AS g,
         coalesce(h.grade, s.note) AS n
       ${heat} FULL JOIN curated.slab_v1 s ON s.heat_id = h.heat_id`,
    ],
    [
      'what EXCEPT takes away',
      'SELECT heat_id FROM curated.slab_v1 EXCEPT SELECT grade FROM curated.heat_v1',
    ],
    [
      'what only one side of INTERSECT has',
      'SELECT grade FROM curated.heat_v1 INTERSECT SELECT heat_id FROM curated.slab_v1',
    ],
    [
      'an argument of a function in FROM',
      `SELECT h.strands, h.tags ${heat} CROSS JOIN generate_series(1, h.strands) n, unnest(h.tags) t`,
    ],
    ['an argument of a function that gives rows', `SELECT h.tags, unnest(h.tags) AS tag ${heat}`],
    [
      'what a lateral subquery compares',
      `SELECT h.superheat ${heat} JOIN LATERAL (
         SELECT s.length FROM curated.slab_v1 s WHERE s.temperature > h.superheat) x ON true`,
    ],
    [
      'what a lateral subquery hands on to a condition',
      `SELECT h.superheat, x.v ${heat}, LATERAL (SELECT h.superheat AS v) x WHERE x.v > 0`,
    ],
    ['arrays put together', `SELECT tags || ARRAY['x'] AS a, ARRAY[grade] || alloy AS b ${heat}`],
    ['a whole row that is asked for', `SELECT s.length ${left} WHERE s IS NOT NULL`],
    ['all columns that are asked for', `SELECT s.length ${left} WHERE s.* IS NOT NULL`],
    [
      'an outer join whose partner EXISTS asks for',
      `SELECT s.length ${left}
       WHERE EXISTS (SELECT FROM curated.slab_v1 o WHERE o.heat_id = h.heat_id)`,
    ],
    [
      'an outer join on an aggregate over the same rows',
      `SELECT a.n ${heat} LEFT JOIN (
         SELECT heat_id, count(*) AS n FROM curated.heat_v1 GROUP BY heat_id) a
         ON a.heat_id = h.heat_id`,
    ],
    [
      'an outer join on an aggregate over the same query of WITH',
      `WITH r AS (SELECT heat_id FROM curated.heat_v1),
         a AS (SELECT heat_id, count(*) AS n FROM r GROUP BY heat_id)
       SELECT a.n FROM r LEFT JOIN a ON a.heat_id = r.heat_id`,
    ],
    [
      'a lateral aggregate joined on anything',
      `SELECT x.slabs ${heat} LEFT JOIN LATERAL (SELECT count(*) AS slabs FROM curated.slab_v1 s
         WHERE s.heat_id = h.heat_id) x ON 1 = 1`,
    ],
    [
      'a lateral aggregate joined by a column',
      `SELECT x.slabs ${heat} LEFT JOIN LATERAL (SELECT count(*) AS slabs FROM curated.slab_v1 s
         WHERE s.heat_id = h.heat_id) x ON x.slabs >= 0`,
    ],
    [
      'a key that another query filters by the column',
      `WITH good AS (SELECT heat_id FROM curated.heat_v1 WHERE grade IS NOT NULL)
       SELECT h.grade ${heat} JOIN good ON good.heat_id = h.heat_id`,
    ],
    [
      'a key filtered by what is made of the column',
      `WITH x AS (SELECT heat_id, grade AS g FROM curated.heat_v1),
         good (id) AS (SELECT heat_id FROM x WHERE g IS NOT NULL)
       SELECT h.grade ${heat} JOIN good ON good.id = h.heat_id`,
    ],
    [
      'a flag that is made of the column',
      `SELECT x.grade FROM (SELECT h.grade, h.grade IS NOT NULL AS ok ${heat}) x WHERE x.ok`,
    ],
    [
      'the first by an order',
      `SELECT x.grade FROM (SELECT h.grade, row_number() OVER (ORDER BY h.grade) AS n ${heat}) x
       WHERE x.n = 1`,
    ],
  ])('%s', (_, sql) => {
    expect(nullable(sql)).toEqual({});
  });
});
