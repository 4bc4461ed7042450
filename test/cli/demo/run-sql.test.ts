import { expect, it } from 'vitest';
import { runSql } from '../../../cli/demo/run-sql.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';

describeWith('PostgreSQL 15', 'a statement over the demo', () => {
  const ask = async (...statements: readonly string[]) => {
    const url = (await postgres15())?.url ?? '';
    return Promise.all(statements.map((text) => runSql(url, text)));
  };

  it('answers as a table, every digit as it is stored', async () => {
    const [answer] = await ask("SELECT 1.50 AS a, NULL AS b, 'x' AS c");
    expect(answer).toEqual({ kind: 'rows', lines: ['a     b  c', '1.50     x', '(1 row)'] });
  });

  it("is refused with PostgreSQL's own words and the place", async () => {
    const [slip, second] = await ask('selec 1', 'SELECT 1,\n  nothing');
    expect(slip).toEqual({
      kind: 'refused',
      lines: ['ERROR:  syntax error at or near "selec"', 'LINE 1: selec 1', '        ^'],
    });
    expect(second?.lines.slice(1)).toEqual(['LINE 2:   nothing', '          ^']);
  });

  it('changes nothing, however it tries', async () => {
    const answers = await ask(
      'CREATE TABLE t ()',
      'COMMIT; CREATE TABLE t ()',
      'SET TRANSACTION READ WRITE; CREATE TABLE t ()',
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused']);
    expect(answers[0]?.lines).toEqual([
      'ERROR:  cannot execute CREATE TABLE in a read-only transaction',
    ]);
  });
});
