import { afterAll, beforeAll, expect, it } from 'vitest';
import { replaySentence } from '../../../cli/gate/replay/replay-sentence.ts';
import { replayStored } from '../../../cli/gate/replay-stored.ts';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { Plan, SensorDatasetPlan } from '../../../contracts/plan/plan.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { strandSamples } from '../../support/streams/strand-samples.ts';

const nowMs = Date.parse('2026-11-20T00:00:00Z');

describeWith('PostgreSQL 15', 'stored samples under a proposed register', () => {
  let store: Store;
  let url: string;

  beforeAll(async () => {
    const database = await postgres15();
    if (database === undefined) throw new Error('no database');
    url = database.url;
    await createTables(url, [strandSamples]);
    store = postgresStore(url);
    await store.query({
      text: `INSERT INTO metrics.caster_strand
  (strand, tag, "time", value, quality, _contract_version, _event_time_basis, _received_at)
SELECT 1, tag, '2026-11-06T00:00:00Z'::timestamptz + n * interval '1 hour', n % 20 * factor,
  CASE WHEN n % 50 = 49 THEN 'bad' ELSE 'good' END, '1.2.0', 'source', '2026-11-19T00:00:00Z'
FROM generate_series(0, 335) AS n, (VALUES ('casting_speed', 0.1), ('mould_level', 10)) AS t (tag, factor)`,
    });
  });
  afterAll(async () => store?.close());

  const planOf = (dataset: SensorDatasetPlan): Plan => ({
    ...{ formatVersion: 1, plant: 'test', timeZone: 'UTC', topicRoot: 'plant', grants: [] },
    datasets: [dataset],
  });
  const replay = (tags: readonly Tag[], more: Partial<SensorDatasetPlan> = {}) =>
    replayStored({
      previous: planOf(strandSamples),
      current: planOf({ ...strandSamples, tags, ...more }),
      environmentName: 'test',
      environment: {
        stores: { raw: url, metrics: url, curated: url, business: url },
        mqtt: { events: '', sensors: '' },
        metricsPort: 0,
      },
      days: 14,
      nowMs,
    });
  const count = async (where: string): Promise<number> => {
    const [row] = await store.query({
      text: `SELECT count(*)::integer AS n FROM metrics.caster_strand WHERE quality = 'good' AND ${where}`,
    });
    return Number(row?.n);
  };

  it('are counted by tag where a range is tighter, and nothing else is read', async () => {
    const tags = strandSamples.tags.map((tag) =>
      tag.id === 'casting_speed' ? { ...tag, maximum: '1.5' } : tag,
    );
    const { streams, unchecked } = await replay(tags);
    const failing = await count(`tag = 'casting_speed' AND value > 1.5`);
    expect(failing).toBeGreaterThan(50);
    expect(unchecked).toEqual([]);
    expect(streams).toMatchObject([
      {
        ...{ stream: 'caster.strand', of: 'samples', failing, failedBefore: 0 },
        judged: await count(`tag = 'casting_speed'`),
        reasons: [{ rule: 'range', pointer: 'casting_speed', messages: failing }],
      },
    ]);
    expect(streams[0] && replaySentence(streams[0], { days: 14 })).toBe(
      `${failing} of 330 samples of 14 days would no longer count as good: ${failing} range casting_speed; first at 2026-11-06 16:00 UTC`,
    );
  });

  it('are refused where the register has their tag no more, and only in the periods that changed', async () => {
    const tags = strandSamples.tags
      .filter(({ id }) => id !== 'casting_speed')
      .map((tag) =>
        tag.validFrom === '2026-03-01T00:00:00Z'
          ? { ...tag, validFrom: '2026-11-13T00:00:00Z', maximum: '120' }
          : tag,
      );
    const [stream] = (await replay(tags)).streams;
    const level = await count(
      `tag = 'mould_level' AND (CASE WHEN time < '2026-11-13' THEN value > 150 ELSE value > 120 END)`,
    );
    expect(stream?.reasons).toMatchObject([
      {
        rule: 'tag-known',
        pointer: 'casting_speed',
        messages: await count(`tag = 'casting_speed'`),
      },
      { rule: 'range', pointer: 'mould_level', messages: level },
    ]);
  });

  it('say that a payload schema was not tried on them', async () => {
    const [major] = strandSamples.majors;
    if (major === undefined) throw new Error('no major');
    const other = { ...major, validator: { ...major.validator, sha256: 'other' } };
    expect((await replay(strandSamples.tags, { majors: [other] })).unchecked).toEqual([
      'caster.strand: its messages are not kept as they came, so its payload schema was not tried on them; the ranges of its tags were',
    ]);
  });
});
