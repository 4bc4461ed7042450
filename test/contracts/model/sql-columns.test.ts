import { beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from '../../../contracts/model/sql-columns.ts';
import { sqlParser } from '../../../contracts/model/sql-parser.ts';
import { selectOf } from '../../../contracts/model/sql-tree.ts';

const views: Readonly<Record<string, readonly string[]>> = {
  'curated.heat_v1': ['heat_id', 'grade', 'weight', 'cast_end', '_event_id'],
  'curated.heat_samples_v1': ['_event_id', 'temperature', 'position'],
  'metrics.strand_v1': ['caster', 'tag', 'time', 'value'],
};

function read(sql: string) {
  const select = selectOf(sql);
  if (select === undefined) throw new Error('the text is no SELECT');
  return readColumns(select, (name) => {
    const columns = views[name];
    return columns && new Set(columns);
  });
}

function used(sql: string): readonly string[] {
  return [
    ...new Set(read(sql).reads.map(({ relation, column }) => `${relation}.${column}`)),
  ].sort();
}

beforeAll(() => sqlParser.load());

describe('the columns that a SELECT uses', () => {
  it('are those of the select list, of joins, conditions, groups and orders', () => {
    expect(
      used(`SELECT h.heat_id, avg(s.temperature)
            FROM curated.heat_v1 h JOIN curated.heat_samples_v1 AS s ON s._event_id = h._event_id
            WHERE s.position = 'tundish' GROUP BY h.heat_id, h.grade ORDER BY h.weight`),
    ).toEqual([
      'curated.heat_samples_v1._event_id',
      'curated.heat_samples_v1.position',
      'curated.heat_samples_v1.temperature',
      'curated.heat_v1._event_id',
      'curated.heat_v1.grade',
      'curated.heat_v1.heat_id',
      'curated.heat_v1.weight',
    ]);
  });

  it('are found without an alias, in the one relation that has the name', () => {
    expect(used(`SELECT grade, temperature FROM curated.heat_v1, curated.heat_samples_v1`)).toEqual(
      ['curated.heat_samples_v1.temperature', 'curated.heat_v1.grade'],
    );
  });

  it('are all of a view where a star stands outermost', () => {
    expect(used('SELECT h.* FROM curated.heat_v1 AS h')).toHaveLength(5);
    expect(used('SELECT * FROM curated.heat_v1')).toHaveLength(5);
  });

  it('are only those asked for where a star stands in a subquery or in WITH', () => {
    expect(
      used(`WITH heat AS (SELECT h.*, h.weight * 2 AS twice FROM curated.heat_v1 AS h)
            SELECT x.heat_id, x.twice FROM (SELECT * FROM heat) AS x`),
    ).toEqual(['curated.heat_v1.heat_id', 'curated.heat_v1.weight']);
  });

  it('are all of a further branch of a UNION, which goes by position', () => {
    expect(
      used(`SELECT u.caster FROM (
              SELECT heat_id AS caster FROM curated.heat_v1
              UNION ALL SELECT m.* FROM metrics.strand_v1 m) AS u`),
    ).toEqual([
      'curated.heat_v1.heat_id',
      'metrics.strand_v1.caster',
      'metrics.strand_v1.tag',
      'metrics.strand_v1.time',
      'metrics.strand_v1.value',
    ]);
  });

  it('are none of what stands in EXISTS but its condition', () => {
    expect(
      used(`SELECT h.heat_id FROM curated.heat_v1 h WHERE EXISTS (
              SELECT * FROM curated.heat_samples_v1 s WHERE s._event_id = h._event_id)`),
    ).toEqual([
      'curated.heat_samples_v1._event_id',
      'curated.heat_v1._event_id',
      'curated.heat_v1.heat_id',
    ]);
  });

  it('are those of USING on both sides', () => {
    expect(
      used(`SELECT 1 AS one FROM curated.heat_v1 JOIN curated.heat_samples_v1 USING (_event_id)`),
    ).toEqual(['curated.heat_samples_v1._event_id', 'curated.heat_v1._event_id']);
  });

  it('are all of a row that is used whole', () => {
    expect(used('SELECT to_jsonb(h) AS row FROM curated.heat_v1 AS h')).toHaveLength(5);
  });

  it('are told where the view does not have them, and where it is not known', () => {
    const { reads, unknown } = read('SELECT h.alloy FROM curated.heat_v1 AS h');
    expect(reads).toEqual([{ relation: 'curated.heat_v1', column: 'alloy', location: 7 }]);
    expect(unknown.map(({ column }) => column)).toEqual(['alloy']);
    expect(read('SELECT alloy FROM curated.heat_v1').unknown).toHaveLength(1);
    expect(used('SELECT g.a, b FROM curated.gone_v1 AS g')).toEqual([
      'curated.gone_v1.a',
      'curated.gone_v1.b',
    ]);
    expect(used('SELECT g.* FROM curated.gone_v1 AS g')).toEqual(['curated.gone_v1.*']);
  });

  it('are named with their schema, too', () => {
    expect(
      used(`SELECT curated.heat_v1.grade FROM curated.heat_v1 WHERE curated.heat_v1.weight > 1`),
    ).toEqual(['curated.heat_v1.grade', 'curated.heat_v1.weight']);
    expect(used('SELECT curated.heat_v1.* FROM curated.heat_v1')).toHaveLength(5);
    expect(read('SELECT curated.heat_v1.alloy FROM curated.heat_v1').unknown).toMatchObject([
      { alias: 'heat_v1', column: 'alloy' },
    ]);
  });

  it('are those of a join that has a name', () => {
    const join = 'FROM (curated.heat_v1 AS a CROSS JOIN (SELECT 1 AS one) AS b) AS q';
    expect(used(`SELECT q.grade, q.one ${join}`)).toEqual(['curated.heat_v1.grade']);
    expect(used(`SELECT weight ${join}`)).toEqual(['curated.heat_v1.weight']);
    expect(read(`SELECT * ${join}`).output).toHaveLength(6);
    expect(used(`SELECT q.g ${join} (g)`)).toHaveLength(5);
    expect(
      used('SELECT q.grade FROM (curated.heat_v1 a CROSS JOIN generate_series(1, 2) n) AS q'),
    ).toHaveLength(5);
  });

  it('are all where rows are compared', () => {
    const count = (rows: string) => used(`SELECT count(*) AS n FROM (${rows}) AS x`);
    const samples = 'curated.heat_samples_v1';
    expect(count(`SELECT DISTINCT * FROM ${samples}`)).toHaveLength(3);
    expect(count(`SELECT * FROM ${samples}`)).toEqual([]);
    expect(count(`SELECT DISTINCT ON (position) * FROM ${samples}`)).toEqual([
      `${samples}.position`,
    ]);
    expect(count(`SELECT * FROM ${samples} UNION SELECT 'x', 1, 'y'`)).toHaveLength(3);
  });

  it('are a column that is taken out of a row', () => {
    expect(used('SELECT (h).grade FROM curated.heat_v1 AS h')).toEqual(['curated.heat_v1.grade']);
    expect(read('SELECT (h).grade FROM curated.heat_v1 AS h').output).toMatchObject([
      { name: 'grade' },
    ]);
    expect(used('SELECT (h).* FROM curated.heat_v1 AS h')).toHaveLength(5);
    expect(used('SELECT 1 AS one FROM curated.heat_v1 AS h WHERE h.* IS NOT NULL')).toHaveLength(5);
  });

  it('are not those whose name ORDER BY shares with the result', () => {
    const heat = 'FROM curated.heat_v1';
    expect(used(`SELECT grade AS weight ${heat} ORDER BY weight`)).toEqual([
      'curated.heat_v1.grade',
    ]);
    expect(used(`SELECT grade AS weight ${heat} ORDER BY weight + 1`)).toEqual([
      'curated.heat_v1.grade',
      'curated.heat_v1.weight',
    ]);
    expect(used(`SELECT max(grade) AS weight ${heat} GROUP BY weight`)).toEqual([
      'curated.heat_v1.grade',
      'curated.heat_v1.weight',
    ]);
  });

  it('are seen from inside of a lateral subquery', () => {
    expect(
      used(`SELECT h.heat_id, m.v FROM curated.heat_v1 h CROSS JOIN LATERAL (
              SELECT avg(s.value) AS v FROM metrics.strand_v1 s WHERE s.time < h.cast_end) AS m`),
    ).toEqual([
      'curated.heat_v1.cast_end',
      'curated.heat_v1.heat_id',
      'metrics.strand_v1.time',
      'metrics.strand_v1.value',
    ]);
  });
});
