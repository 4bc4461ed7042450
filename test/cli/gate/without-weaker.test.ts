import { afterAll, describe, expect, it } from 'vitest';
import { expiredAgreements } from '../../../cli/gate/agreement-findings.ts';
import { typeCheckTransforms } from '../../../cli/gate/type-check.ts';
import { withoutWeaker } from '../../../cli/gate/without-weaker.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { lintPlant } from '../../../contracts/lint/lint-plant.ts';
import { planWithTrouble } from '../../../contracts/plan/plan-plant.ts';
import { relationsOf } from '../../../contracts/plan/relations.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles } from '../../contracts/lint/case-files.ts';
import { processDatabase } from '../../support/process-database.ts';
import { repositoryPlant } from '../../support/repository-plant.ts';

const database = processDatabase();
afterAll(() => database.close());

const sql = 'products/casting/heat_kpi/heat_kpi.sql';
const odcs = 'products/casting/heat_kpi/heat_kpi.v1.odcs.yaml';

/** Rules that speak about a change of the small plant, before and after what is told twice goes. */
async function rules(...changes: readonly (readonly [file: string, find: string, put: string])[]) {
  const files: Record<string, string> = { ...caseFiles('') };
  for (const [file, find, put] of changes) {
    const text = files[file] ?? '';
    if (!text.includes(find)) throw new Error(`"${find}" does not stand in ${file}`);
    files[file] = text.replace(find, put);
  }
  const { plant, sources } = await readPlant(memoryFiles(files));
  if (plant === undefined) throw new Error('the plant could not be read');
  const plan = planWithTrouble(plant, (name) => ({ name, sha256: '' })).plan;
  const lint = await lintPlant(plant, sources, { relations: relationsOf(plan), collisions: [] });
  const all = [...lint, ...(await typeCheckTransforms(undefined, { plant, plan }, database.open))];
  const errors = (findings: readonly Finding[]) => findings.map(({ rule }) => rule).sort();
  return { all: errors(all), told: errors(withoutWeaker(all)) };
}

describe('what lint and the type check both find', () => {
  it('is told by PostgreSQL where a column is missing', async () => {
    expect(await rules([sql, 'h.superheat', 'h.super_heat AS superheat'])).toEqual({
      all: ['transform-columns-known', 'transform-type-checks'],
      told: ['transform-type-checks'],
    });
  }, 120_000);

  it('is told by lint where the result has another column than the contract', async () => {
    const { all, told } = await rules([sql, 'h.superheat', 'h.superheat AS heat_above']);
    expect(all).toContain('transform-type-checks');
    expect(told).toEqual(['transform-columns-agree', 'transform-columns-agree']);
  }, 120_000);

  it('is told once where a required column can be NULL', async () => {
    const text = 'description: Above liquidus.';
    const { all, told } = await rules(
      [odcs, text, `${text}\n        required: true`],
      ['products/casting/heat/heat.v1.schema.json', '"cast_end", "superheat"', '"cast_end"'],
    );
    expect(all).toEqual(['transform-fills-required', 'transform-may-be-null']);
    expect(told).toEqual(['transform-may-be-null']);
  }, 120_000);
});

describe('an agreement', () => {
  it('is told when its last day is over, not on that day', async () => {
    const path = 'products/casting/heat/agreements/headquarters.heat.yaml';
    const text = `consumer: headquarters
contract: heat
major: 1
purpose: Monthly tonnage.
from: 2025-01-01
until: 2026-06-30
`;
    const { plant } = await repositoryPlant([], { [path]: text });
    expect(expiredAgreements(plant, '2026-06-30')).toEqual([]);
    expect(expiredAgreements(plant, '2026-07-01')).toMatchObject([
      {
        rule: 'agreement-expired',
        severity: 'info',
        place: { file: path, line: 2 },
        message: "the agreement with 'headquarters' about heat.v1 ended on 2026-06-30",
      },
    ]);
  });
});
