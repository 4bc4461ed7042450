import { expect, test } from 'vitest';
import { runEvolution, runNaively } from '../../prove/evolution/run-evolution.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `schemas evolve on ${server} while they are used`, () => {
    test('no read of either major fails, upwards, downwards and to the end', async () => {
      const url = (await newDatabase())?.url ?? '';
      const report = await runEvolution({
        url,
        plates: 3_000,
        restMs: 100,
        readers: 1,
        reportSeconds: 0.5,
      });
      expect(report.left).toEqual([]);
      expect(report.reads.failures).toEqual([]);
      expect(report.reads.failed).toBe(0);
      expect(report.reads.reads).toBeGreaterThan(500);
      expect(report.written.v1).toBeGreaterThan(0);
      expect(report.written.v2).toBeGreaterThan(0);
      // Each plate that was there was brought over twice, as it was taken back once.
      expect(report.rows).toBeGreaterThanOrEqual(6_000);
    }, 180_000);
  });
}

describeWith('PostgreSQL 15', 'a migration by hand', () => {
  test('makes reads fail that queue behind an ALTER TABLE', async () => {
    const url = (await postgres15())?.url ?? '';
    const reads = await runNaively({
      url,
      plates: 3_000,
      restMs: 200,
      readers: 1,
      reportSeconds: 3,
    });
    expect(reads.failed).toBeGreaterThan(0);
    expect(reads.failures.join()).toContain('57014');
  }, 60_000);
});
