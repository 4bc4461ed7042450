import { describe, expect, test } from 'vitest';
import type { Environment } from '../../../cli/environment.ts';
import { sessionName } from '../../../cli/roles/session-name.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';

const DATABASE = 'postgresql://tundish:Secret1@db.plant/tundish';

const named = (
  instance: string,
  more: { plant?: string; raw?: string; metrics?: string; named?: string } = {},
  kind: 'events' | 'samples' = 'events',
): string => {
  const { plant = 'lindwerk', raw = DATABASE, metrics = raw } = more;
  return sessionName(kind, {
    plan: { plant } as Plan,
    environment: { stores: { raw, metrics } } as Environment,
    instance,
    ...(more.named === undefined ? {} : { named: more.named }),
  });
};

describe('the name of an MQTT session', () => {
  test('is the same whatever role reads', () => {
    expect(named('up')).toMatch(/^tundish-lindwerk-[0-9a-f]{10}-events$/);
    expect(named('pump')).toBe(named('up'));
    expect(named('all')).toBe(named('up'));
    expect(named('reader')).toBe(named('up'));
    expect(named('up-reader', { named: 'up' })).toBe(named('up'));
    expect(named('b-reader', { named: 'b' })).toBe(named('b'));
  });

  test('is one for each plant, database, class and instance with a name', () => {
    const names = [
      named('up'),
      named('up', {}, 'samples'),
      named('b'),
      named('up', { plant: 'other' }),
      named('up', { raw: 'postgresql://tundish@db.plant/test' }),
      named('up', { raw: 'postgresql://tundish@db.test/tundish' }),
      named('up', { raw: 'postgresql://tundish@db.plant:5433/tundish' }),
      named('up', { raw: 'postgresql:///tundish?host=/run/postgresql' }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test('stays where the password, the user or the writing of the address changes', () => {
    expect(named('up', { raw: 'postgresql://b:other@DB.plant:5432/tundish' })).toBe(named('up'));
  });

  test('fits into a hundred characters', () => {
    const name = named('i'.repeat(40), { plant: 'p'.repeat(80) }, 'samples');
    expect(name.length).toBeLessThanOrEqual(100);
  });
});
