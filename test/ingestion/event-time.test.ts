import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventTime, readTime } from '../../ingestion/event-time.ts';
import { zonedToUtc } from '../../ingestion/zoned-time.ts';

describe('a written time', () => {
  test('is read to the microsecond whatever its offset', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (date, offsetMinutes) => {
          const local = new Date(date.getTime() + offsetMinutes * 60_000);
          const sign = offsetMinutes < 0 ? '-' : '+';
          const [hours, minutes] = [
            Math.trunc(Math.abs(offsetMinutes) / 60),
            Math.abs(offsetMinutes) % 60,
          ];
          const two = (n: number): string => String(n).padStart(2, '0');
          const text = local.toISOString().replace('Z', `${sign}${two(hours)}:${two(minutes)}`);
          expect(readTime(text)).toEqual({ ms: date.getTime(), local: false });
        },
      ),
      { seed: 7 },
    );
    expect(readTime('2026-01-01T00:00:00.1234567Z')?.ms).toBeCloseTo(
      Date.UTC(2026, 0, 1) + 123.456,
      3,
    );
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00+25:00',
    '0000-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '１026-01-01T00:00:00Z',
  ])('is none of the calendar: %s', (text) => {
    expect(readTime(text)).toBeUndefined();
  });

  test('falls back to the receive time where its zone is unknown', () => {
    expect(eventTime('2026-01-01T00:00:00', {}, 5)).toEqual({ ms: 5, basis: 'received' });
    expect(eventTime('2026-01-01T00:00:00', { zone: 'Mars/Base' }, 5)).toEqual({
      ms: 5,
      basis: 'received',
    });
    expect(eventTime(1_700_000_000, {}, 5)).toEqual({ ms: 5, basis: 'received' });
  });

  test('is marked where it is further ahead than the skew', () => {
    expect(eventTime('1970-01-01T00:01:00Z', { skewMs: 60_000 }, 0).basis).toBe('source');
    expect(eventTime('1970-01-01T00:01:00.001Z', { skewMs: 60_000 }, 0)).toEqual({
      ms: 60_001,
      basis: 'ahead',
    });
  });
});

describe('a local time', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z'],
    ['Europe/Berlin', '2026-03-29T02:00:00', 'nonexistent'],
    ['Europe/Berlin', '2026-03-29T02:59:59', 'nonexistent'],
    ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z'],
    ['Europe/Berlin', '2026-10-25T02:00:00', 'ambiguous'],
    ['Europe/Berlin', '2026-10-25T02:59:59', 'ambiguous'],
    ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
    ['Asia/Kolkata', '2026-06-01T00:00:00', '2026-05-31T18:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', 'ambiguous'],
    ['America/Sao_Paulo', '2018-11-04T00:30:00', 'nonexistent'],
  ])('in %s, %s is %s', (zone, local, expected) => {
    const result = zonedToUtc(Date.parse(`${local}Z`), zone);
    expect(
      typeof result === 'number' ? new Date(result).toISOString().replace('.000', '') : result,
    ).toBe(expected);
  });

  test('comes back from the instant that it was', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Australia/Sydney', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.constantFrom(...zones),
        (instant, timeZone) => {
          const ms = Math.floor(instant / 1000) * 1000;
          const text = new Date(ms).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
          const result = zonedToUtc(Date.parse(`${text}Z`), timeZone);
          expect([ms, 'ambiguous']).toContain(result);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});
