import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { type Comparison, compareViews } from '../prove/schema-to-table/compare-views.ts';
import { contractFiles } from '../prove/schema-to-table/contract-files.ts';
import { curateEvents, loadedValidator } from '../prove/schema-to-table/curate-events.ts';
import { provePlant } from '../prove/schema-to-table/prove-plant.ts';
import { type SamePlan, samePlan } from '../prove/schema-to-table/same-plan.ts';
import { writtenEvents } from '../prove/schema-to-table/sent-events.ts';
import { plantOf, syntheticPlant } from '../prove/schema-to-table/synthetic-plant.ts';
import { watchedStore } from '../prove/schema-to-table/watched-store.ts';
import { edgeMembers, edgeValues } from '../support/records/edge-values.ts';
import { describeWith, postgres15, postgres18 } from '../support/services/services.ts';

const SCHEMAS = 25;

/** Both plants, built from memory, disk and git. */
let plants: readonly (readonly [plant: SamePlan, messages: number])[] = [];

beforeAll(async () => {
  plants = [
    [await samePlan(await contractFiles(join(import.meta.dirname, '../..'))), 300],
    [await samePlan(syntheticPlant(SCHEMAS)), 20],
  ];
});

it('memory, disk and git give the same plan and the same artifacts', () => {
  for (const [{ differingPlans, differingArtifacts }] of plants) {
    expect(differingPlans).toEqual([]);
    expect(differingArtifacts).toEqual([]);
  }
});

for (const [service, database] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  const newDatabase = async () => (await database())?.url ?? '';

  describeWith(service, `from payload schema to table on ${service}`, () => {
    it(`valid messages of products/ and of ${SCHEMAS} synthetic schemas read back as sent`, async () => {
      for (const [{ built }, messages] of plants) {
        const verdict = await provePlant(built, await newDatabase(), await newDatabase(), messages);
        expect(verdict.leftovers).toEqual([]);
        for (const { dataset, comparison, ...counts } of verdict.datasets) {
          expect({ dataset, examples: comparison.examples, ...counts }).toMatchObject({
            dataset,
            examples: [],
            quarantined: 0,
            refusals: [],
            curated: counts.messages,
          });
          expect(comparison.different).toBe(0);
          expect(comparison.values).toBeGreaterThan(0);
        }
      }
    }, 120_000);

    it('values at the edges of what a schema allows are stored as they were sent', async () => {
      const texts = edgeValues.flatMap(([member, values]) =>
        values.map((value, index) => `{"key":"${member} ${index}","${member}":${value}}`),
      );
      const { comparison, refusals, quarantine } = await sendTexts(await newDatabase(), texts);
      expect(quarantine).toEqual([]);
      expect(refusals).toEqual([]);
      expect(comparison.examples).toEqual([]);
      expect(comparison.rows).toBe(texts.length);
    });

    it('the comparison sees one changed value', async () => {
      const url = await newDatabase();
      const { compareAgain } = await sendTexts(
        url,
        ['{"key":"a","number":1.5,"numbers":[1,2]}', '{"key":"b","number":1.50}'],
        `UPDATE curated.edge SET numbers = '{1,2.000000000000000001}' WHERE key = 'a'`,
      );
      expect(compareAgain.different).toBe(1);
    });
  });
}

async function sendTexts(
  url: string,
  texts: readonly string[],
  damage = 'SELECT 1',
): Promise<{
  readonly comparison: Comparison;
  readonly compareAgain: Comparison;
  readonly refusals: readonly string[];
  readonly quarantine: readonly unknown[];
}> {
  const profile =
    'eventKey: [key], eventTime: { field: local, zone: Europe/Berlin }, change: append';
  const { plan } = await buildPlant(memoryFiles(plantOf('edge', profile, edgeMembers)));
  const store = watchedStore(postgresStore(url));
  try {
    const stores = { raw: store, metrics: store, curated: store, business: store };
    await applyPlan(plan, stores, { now: Date.UTC(2026, 0, 1) });
    const [dataset] = plan.datasets;
    if (dataset?.kind !== 'event') throw new Error('The plan has no event dataset.');
    const [major] = dataset.majors;
    if (major === undefined) throw new Error('The dataset has no major.');
    const sent = writtenEvents(dataset, major, texts);
    const validate = await loadedValidator(major);
    await curateEvents(
      store,
      dataset,
      () => validate,
      sent.map(({ event }) => event),
    );
    const comparison = await compareViews(store, dataset, 1, sent);
    const quarantine = await store.query({
      text: 'SELECT reasons, sample FROM curated.quarantine',
    });
    await store.query({ text: damage });
    const compareAgain = await compareViews(store, dataset, 1, sent);
    return { comparison, compareAgain, refusals: store.refusals, quarantine };
  } finally {
    await store.close();
  }
}
