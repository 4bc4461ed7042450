import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareViews } from '../../prove/schema-to-table/compare-views.ts';
import { exactJson, sameExact } from '../../prove/schema-to-table/exact-json.ts';
import { type SentEvent, writtenEvents } from '../../prove/schema-to-table/sent-events.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';
import { type Fate, type HostilePlant, hostilePlant } from './hostile-plant.ts';
import { hugePayloads } from './huge-payloads.ts';
import { bodyOf, payloadCases, soundWith } from './payload-cases.ts';

const LONGEST_MS = 1_000;
const MOST_BYTES = 512 * 1024 * 1024;

it('the corpus has more than a hundred payloads', () => {
  expect(payloadCases.length).toBeGreaterThan(100);
});

for (const [service, database, huge] of [
  ['PostgreSQL 15', postgres15, hugePayloads],
  // What makes them hard is on our side of the wire.
  ['PostgreSQL 18', postgres18, hugePayloads.slice(0, 3)],
] as const) {
  describeWith(service, `a hostile payload on ${service}`, () => {
    let plant: HostilePlant;
    let objects: readonly string[];
    let sequence = 1_000;
    const curated: Uint8Array[] = [];

    beforeAll(async () => {
      plant = await hostilePlant((await database())?.url ?? '');
      objects = await plant.objects();
    });
    afterAll(async () => plant?.close());

    /** Sends it between two sound messages and tells what became of it. */
    async function fateOf(hostile: (sequence: number) => Uint8Array): Promise<Fate> {
      const bodies = [soundWith(sequence), hostile(sequence + 1), soundWith(sequence + 2)];
      sequence += 3;
      const { fates, cpuMs } = await plant.send(bodies);
      const [first, fate, last] = fates;
      if (fate === undefined) throw new Error('It is gone.');
      expect([first?.curated, last?.curated]).toEqual([true, true]);
      expect(cpuMs).toBeLessThan(LONGEST_MS);
      expect(fate.sample.length).toBeLessThan(2_100);
      expect(JSON.stringify(fate.reasons).length).toBeLessThan(20_000);
      for (const [index, body] of bodies.entries()) {
        if (fates[index]?.curated === true) curated.push(body);
      }
      return fate;
    }

    it.each(payloadCases)('%s', async (_name, one) => {
      let body: Uint8Array = new Uint8Array();
      const fate = await fateOf((number) => {
        body = bodyOf(one, number);
        return body;
      });
      const [reason] = fate.reasons;
      expect(fate.curated ? 'curated' : reason?.rule).toBe(one.expect);
      expect(reason?.pointer).toBe(one.at);
      if (one.kept === 'bytes') {
        expect(Buffer.compare(fate.body ?? new Uint8Array(), body)).toBe(0);
        expect(fate.payload).toBeNull();
      } else {
        expect(fate.body).toBeNull();
        const sent = exactJson(Buffer.from(body).toString());
        expect(sameExact(sent, exactJson(fate.payload ?? ''))).toBe(true);
      }
    });

    it.each(huge)(
      'of great size or depth: %s',
      async (_name, expected, make) => {
        const before = process.memoryUsage().rss;
        const fate = await fateOf(make);
        expect(fate.curated ? 'curated' : fate.reasons[0]?.rule).toBe(expected);
        expect(process.memoryUsage().rss - before).toBeLessThan(MOST_BYTES);
      },
      60_000,
    );

    it('of 3 MB in great number is curated in batches that memory can hold', async () => {
      const text = '0123456789'.repeat(300_000);
      const bodies = Array.from({ length: 24 }, () => {
        sequence += 1;
        return soundWith(sequence, '"remarks":null', `"remarks":null,"x":"${text}"`);
      });
      const { fates, batches } = await plant.send(bodies);
      expect(fates.every((fate) => fate.curated)).toBe(true);
      expect(batches).toBe(12);
      curated.push(...bodies);
    }, 60_000);

    it('with the event key of another message is a conflict of its own', async () => {
      const first = soundWith(sequence);
      const second = soundWith(sequence, '"revision":1', '"revision":2');
      sequence += 1;
      const { fates } = await plant.send([first, second, first]);
      curated.push(first);
      expect(fates[1]?.reasons[0]?.rule).toBe('event-conflict');
      expect(fates[0]?.eventId).toBe(fates[1]?.eventId);
    });

    it('escapes nowhere into SQL, and what was curated reads back as it was sent', async () => {
      expect(await plant.objects()).toEqual(objects);
      expect(objects).toContain('canary 1');
      const [major] = plant.heats.majors;
      if (major === undefined) throw new Error('There is no major.');
      const texts = curated.map((body) => Buffer.from(body).toString());
      const sent: readonly SentEvent[] = writtenEvents(plant.heats, major, texts);
      const { different, examples, rows } = await compareViews(plant.store, plant.heats, 1, sent);
      expect(examples).toEqual([]);
      expect(different).toBe(0);
      expect(rows).toBeGreaterThan(curated.length);
    });
  });
}
