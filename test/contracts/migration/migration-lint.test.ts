import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrationSql } from '../../../contracts/migration/migration-sql.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import { examples } from './example-migrations.ts';

const squawk = join(import.meta.dirname, '../../../node_modules/.bin/squawk');

/** Column types are the plan's (positions in a message, majors, local times), migrated or not. */
const NOT_OURS = 'prefer-bigint-over-int,prefer-bigint-over-smallint,prefer-timestamp-tz';

/** What the linter says, without the file's name. Rules are broken only where a comment says why. */
function complaints(sql: string): string {
  const done = spawnSync(
    squawk,
    [
      '--pg-version',
      '15',
      '--exclude',
      NOT_OURS,
      '--reporter',
      'gcc',
      '--stdin-filepath',
      'migration.sql',
    ],
    { input: sql, encoding: 'utf8' },
  );
  if (done.error !== undefined) throw done.error;
  return `${done.stdout}${done.stderr}`.trim();
}

for (const { name, previous, current } of examples) {
  const migration = planMigration(previous, current);
  for (const phase of ['expand', 'migrate', 'retire', 'down'] as const) {
    const sql = migrationSql(migration, phase);
    if (sql === '') continue;
    test(`${name}: squawk finds nothing in ${phase}`, () => {
      expect(complaints(sql)).toBe('');
    });
  }
}

test('squawk finds what a careless migration does', () => {
  const said = complaints(`
ALTER TABLE curated.plate ALTER COLUMN thickness TYPE numeric;
CREATE INDEX plate_idx ON curated.plate (thickness);
ALTER TABLE curated.plate ADD CONSTRAINT c CHECK (thickness > 0);
ALTER TABLE curated.plate RENAME COLUMN grade TO quality;
`);
  for (const rule of [
    'changing-column-type',
    'require-concurrent-index-creation',
    'constraint-missing-not-valid',
    'renaming-column',
    'require-lock-timeout',
    'require-statement-timeout',
    'prefer-robust-stmts',
  ]) {
    expect(said).toContain(rule);
  }
});
