import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedOdcs } from '../../../contracts/exchange/exported.ts';
import { formats, ownContracts } from './exchanged.ts';

/** Judges that are Python programs: an interpreter, and a folder of scripts. */
const interpreter = process.env.TUNDISH_JUDGES;
const script = (name: string) => join(process.env.TUNDISH_CONFORMANCE ?? '', 'judges', name);
const available = interpreter !== undefined && existsSync(script('odcs_judge.py'));

describe.skipIf(!available)(
  'contracts of this repository as ODCS (TUNDISH_JUDGES, TUNDISH_CONFORMANCE)',
  () => {
    let folder = '';
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'exported-'));
      for (const { name, document } of await ownContracts()) {
        const file = name.split('/').at(-1) ?? name;
        writeFileSync(join(folder, file), exportedOdcs(document).form);
        // Once more by way of a workbook, as a process engineer would hand it on.
        const { back } = (await formats.xlsx?.(document)) ?? {};
        writeFileSync(join(folder, `edited-${file}`), exportedOdcs(back ?? {}).form);
      }
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const has = (module: string): boolean => {
      try {
        execFileSync(interpreter ?? '', ['-c', `import ${module}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    };
    const run = (name: string, ...args: readonly string[]): string =>
      execFileSync(interpreter ?? '', [script(name), ...args], {
        encoding: 'utf8',
        env: { ...process.env, DATAHUB_TELEMETRY_ENABLED: 'false' },
      });

    it('are accepted by datacontract-cli without a warning', ({ skip }) => {
      if (!has('datacontract')) skip('TUNDISH_JUDGES has no datacontract-cli');
      expect(run('odcs_judge.py', '--fail-on-warning', folder)).toContain('ok    pass');
    }, 180_000);

    it('are read by DataHub with every dataset', async ({ skip }) => {
      if (!has('datahub.ingestion.source.odcs')) skip('TUNDISH_JUDGES has no acryl-datahub[odcs]');
      for (const { name, document } of await ownContracts()) {
        const out = join(folder, 'proposals.json');
        const schema = new URL(
          '../../../contracts/official/odcs-json-schema-v3.1.0.json',
          import.meta.url,
        ).pathname;
        // One by one: majors of one contract are one dataset to DataHub.
        run(
          'datahub_odcs_oracle.py',
          out,
          join(folder, name.split('/').at(-1) ?? ''),
          '--odcs-schema',
          schema,
        );
        const proposals = JSON.parse(readFileSync(out, 'utf8')) as readonly {
          readonly aspectName: string;
        }[];
        const read = proposals.filter(({ aspectName }) => aspectName === 'schemaMetadata').length;
        expect(read, name).toBe((document.schema as readonly unknown[]).length);
      }
    }, 300_000);
  },
);
