import { beforeAll, describe, expect, it } from 'vitest';
import { nullableOutputs } from '../../../contracts/model/sql-nullability.ts';
import { sqlParser } from '../../../contracts/model/sql-parser.ts';
import { selectOf } from '../../../contracts/model/sql-tree.ts';

const views: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  'curated.heat_v1': { heat_id: false, weight: false, grade: true, alloy: true },
  'curated.slab_v1': { heat_id: false, length: false },
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

  it('is a COALESCE of which all are', () => {
    expect(
      nullable(`SELECT coalesce(grade, alloy) AS a, coalesce(grade, 'none') AS b
                FROM curated.heat_v1`),
    ).toEqual({ a: 'column' });
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
});
