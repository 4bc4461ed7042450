import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { command } from '../../cli/commands/import.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { hasErrors } from '../../contracts/finding.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';
import { runCommand } from './command-run.ts';

describeWith('PostgreSQL 15', 'tundish import table', () => {
  let folder: string;
  let url: string;
  beforeAll(async () => {
    url = (await postgres15())?.url ?? '';
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`
      CREATE SCHEMA melt;
      CREATE TYPE melt.state AS ENUM ('open', 'closed; DROP');
      CREATE DOMAIN melt.tons AS numeric(8, 3) CHECK (VALUE >= 0);
      CREATE TABLE melt.ladle (ladle_no integer PRIMARY KEY);
      CREATE TABLE melt."Heat" (
        heat_no varchar(8) PRIMARY KEY,
        ladle_no integer NOT NULL REFERENCES melt.ladle,
        weight melt.tons NOT NULL,
        temperature_degc double precision,
        state melt.state NOT NULL DEFAULT 'open',
        "Odd.Name" text,
        grades text[],
        remarks jsonb,
        row_version bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        tapped timestamp,
        position point,
        CHECK (weight < 400)
      );
      COMMENT ON TABLE melt."Heat" IS 'One heat, from charging to tapping.';
      COMMENT ON COLUMN melt."Heat".weight IS E'Steel in the ladle.\\n# not: a comment [t]';
    `);
    await client.end();
    folder = mkdtempSync(join(tmpdir(), 'tundish-table-'));
    cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('drafts a sound contract from the catalog and says what it cannot keep', async () => {
    const { code, out, errors } = await runCommand(
      command,
      { cwd: folder, env: { SOURCE: url } },
      'table',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the environment's notation
      '${SOURCE}',
      'melt."Heat"',
      '--name',
      'melt_heat',
      '--domain',
      'casting',
    );
    expect(code).toBe(0);
    expect(out + errors).not.toContain(new URL(url).password || '\u0000');
    expect(out).toContain("name 'Odd.Name'");
    expect(out).toMatch(/check Heat_weight_check.*quality rule/);
    expect(out).toMatch(/point\s.*JSON has no such type/);
    expect(out).toContain('it refers to melt.ladle(ladle_no)');
    const read = (name: string) =>
      readFileSync(join(folder, 'products/casting/melt_heat', name), 'utf8');
    const schema = JSON.parse(read('melt_heat.v1.schema.json'));
    expect(schema.properties).toMatchObject({
      heat_no: { type: 'string', maxLength: 8 },
      weight: { type: 'number' },
      temperature_degc: { type: ['number', 'null'] },
      state: { type: 'string', enum: ['open', 'closed; DROP'] },
      grades: { type: ['array', 'null'], items: { type: 'string' } },
      updated_at: { type: 'string', format: 'date-time' },
      tapped: { type: ['string', 'null'] },
      odd_name: { type: ['string', 'null'] },
    });
    const contract = read('melt_heat.v1.odcs.yaml');
    expect(contract).toContain('description: One heat, from charging to tapping.');
    expect(contract).toContain('eventKey: [heat_no, row_version]');
    expect(contract).toContain('revision: row_version');
    expect(contract).toContain('{ property: unit, value: Cel }');
    expect(contract).toContain('{ property: unit, value: t }');
    const { findings, plant } = await checkRepository(await diskFiles(folder));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(hasErrors(findings)).toBe(false);
    expect(plant?.products.map(({ id }) => id)).toContain('melt_heat');
  });

  it('names a table that is not there, and a server that does not answer, without the password', async () => {
    const run = (...args: string[]) =>
      runCommand(command, { cwd: folder, env: { PGPASSWORD: 'secret!' } }, 'table', ...args);
    await expect(run(url, 'melt.nothing', '--domain', 'casting')).rejects.toThrow(
      'the database has no table melt.nothing',
    );
    await expect(
      run('postgresql://reader@127.0.0.1:1/plant', 'melt.heat', '--domain', 'casting'),
    ).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
    await expect(run('mysql://x', 'melt.heat', '--domain', 'casting')).rejects.toThrow(
      'must be a URL',
    );
  });
});

it('needs a URL and a table', async () => {
  const cwd = join(import.meta.dirname, '../plants/small');
  await expect(runCommand(command, { cwd }, 'table')).rejects.toThrow('expected the URL');
});
