import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IConfiguration } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const configurationFile = join(import.meta.dirname, '../../.dependency-cruiser.mjs');
const { default: configuration } = (await import(configurationFile)) as {
  default: IConfiguration;
};

/** The rules that a small repository with these files breaks. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-directions-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
    const { output } = await cruise(folders, {
      baseDir: folder,
      ruleSet: { forbidden: configuration.forbidden ?? [] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      validate: true,
    });
    if (typeof output === 'string') throw new Error(output);
    return [...new Set(output.summary.violations.map((violation) => violation.rule.name))].sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const target = 'export const target = 1;\n';

/** One file that imports another (or a module), and the rule that forbids it. */
const forbidden: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['contracts/model/bind.ts', 'node:fs', 'contracts-pure'],
  ['contracts/source/read.ts', 'contracts/model/contract.ts', 'source-order'],
  ['contracts/model/bind.ts', 'contracts/plan/plan.ts', 'model-order'],
  ['contracts/lint/rule.ts', 'contracts/generate/sql.ts', 'lint-order'],
  ['contracts/lint/rule.ts', 'contracts/compatibility/diff.ts', 'lint-order'],
  ['contracts/draft/draft.ts', 'contracts/plan/plan.ts', 'draft-order'],
  ['contracts/plan/plan.ts', 'contracts/generate/sql.ts', 'plan-order'],
  ['contracts/generate/sql.ts', 'contracts/compatibility/diff.ts', 'generate-order'],
  ['contracts/exchange/loss.ts', 'contracts/lint/rules.ts', 'exchange-order'],
  [
    'contracts/compatibility/containment/contains.ts',
    'contracts/model/contract.ts',
    'containment-order',
  ],
  ['contracts/compatibility/change/diff.ts', 'contracts/impact/consumer.ts', 'change-order'],
  ['contracts/compatibility/judgement/judge.ts', 'contracts/lint/rules.ts', 'judgement-order'],
  ['contracts/impact/consumer.ts', 'contracts/compatibility/change/diff.ts', 'impact-order'],
  ['contracts/migration/steps.ts', 'contracts/compatibility/change/diff.ts', 'migration-order'],
  ['contracts/generate/sql.ts', 'contracts/exchange/loss.ts', 'generate-order'],
  ['contracts/finding.ts', 'contracts/model/contract.ts', 'finding-alone'],
  ['connectors/mqtt/source.ts', 'connectors/amqp/sink.ts', 'connectors-alone'],
  ['connectors/mqtt/source.ts', 'contracts/plan/plan.ts', 'connectors-alone'],
  [
    'connectors/mqtt/source.ts',
    'contracts/source/repository-files.ts',
    'repository-files-only-for-repository',
  ],
  ['connectors/connector.ts', 'connectors/mqtt/source.ts', 'connector-interfaces'],
  ['ingestion/pump.ts', 'connectors/postgres/store.ts', 'ingestion-order'],
  ['ingestion/pump.ts', 'cli/main.ts', 'nothing-imports-cli'],
  ['cli/main.ts', 'products/casting/heat/etl.ts', 'nothing-imports-products'],
  ['deploy/database/apply.ts', 'connectors/postgres/store.ts', 'deploy-order'],
  ['catalog/service/routes.ts', 'deploy/database/apply.ts', 'catalog-order'],
  ['catalog/service/routes.ts', 'connectors/postgres/store.ts', 'catalog-order'],
  ['catalog/assets/catalog.ts', 'catalog/search/index.ts', 'catalog-assets-first'],
  ['catalog/search/index.ts', 'catalog/service/routes.ts', 'catalog-search-order'],
  ['catalog/assets/catalog.ts', 'node:fs', 'catalog-assets-pure'],
  ['ingestion/pump.ts', 'test/support/clock.ts', 'nothing-imports-tests'],
  ['ingestion/pump.ts', './missing.ts', 'resolvable'],
];

describe('import directions', () => {
  it.each(forbidden)('%s may not import %s', async (from, to, rule) => {
    const inside = to.includes('/');
    const specifier =
      inside && !to.startsWith('.') ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to;
    const files = { [from]: `import * as imported from '${specifier}';\nexport { imported };\n` };
    const whole = inside && !to.startsWith('.') ? { ...files, [to]: target } : files;
    expect(await brokenRules(whole)).toContain(rule);
  });

  it('a driver is imported by its own connector only', async () => {
    const withDrivers = {
      'node_modules/pg/package.json': '{"name":"pg","version":"1.0.0","main":"index.js"}',
      'node_modules/pg/index.js': 'export default 1;\n',
      'package.json': '{"name":"x","dependencies":{"pg":"1.0.0"}}',
    };
    const importing = "import pg from 'pg';\nexport { pg };\n";
    expect(await brokenRules({ ...withDrivers, 'connectors/postgres/a.ts': importing })).toEqual(
      [],
    );
    expect(await brokenRules({ ...withDrivers, 'connectors/mqtt/a.ts': importing })).toEqual([
      'mqtt-libraries',
    ]);
    expect(await brokenRules({ ...withDrivers, 'ingestion/a.ts': importing })).toEqual([
      'ingestion-libraries',
    ]);
    expect(await brokenRules({ ...withDrivers, 'catalog/service/a.ts': importing })).toEqual([
      'catalog-libraries',
    ]);
  });

  it('two files may not import each other', async () => {
    expect(
      await brokenRules({
        'ingestion/a.ts': "export { b as a } from './b.ts';\n",
        'ingestion/b.ts': "export { a as b } from './a.ts';\n",
      }),
    ).toEqual(['no-cycles']);
  });

  it('a file that nobody needs is named', async () => {
    expect(await brokenRules({ 'ingestion/alone.ts': target })).toEqual(['no-orphans']);
  });

  it('what the arrows allow passes', async () => {
    expect(
      await brokenRules({
        'contracts/finding.ts': 'export const finding = 1;\n',
        'contracts/plan/plan.ts': "export { finding } from '../finding.ts';\n",
        'connectors/connector.ts': "export { failure } from './failure.ts';\n",
        'connectors/failure.ts': 'export const failure = 1;\n',
        'ingestion/pump.ts':
          "export { finding } from '../contracts/plan/plan.ts';\nexport { failure } from '../connectors/connector.ts';\n",
        'cli/main.ts': "export { finding } from '../ingestion/pump.ts';\n",
      }),
    ).toEqual([]);
  });
});
