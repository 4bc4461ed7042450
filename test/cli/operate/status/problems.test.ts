import { describe, expect, it } from 'vitest';
import type {
  DatabaseStatus,
  StepStatus,
} from '../../../../cli/operate/status/environment-status.ts';
import { problemsOf } from '../../../../cli/operate/status/problems.ts';

const now = Date.parse('2026-05-04T12:00:00Z');
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const running = ['up business', 'up curated', 'up-events'];

function told(status: Partial<DatabaseStatus>, curated: Partial<StepStatus> = {}) {
  const database: DatabaseStatus = {
    applied: { equal: true, additions: 0, refusals: 0 },
    streams: [
      {
        ...{ stream: 'heat.heat', unit: 'messages', received: 9, stored: 9, duplicate: 0 },
        ...{ curated: 9, held: 0, quarantined: 0, dropped: 0, balanced: true, counted: true },
        pending: curated.pending ?? 0,
      },
    ],
    steps: [
      { step: 'curated:heat.heat', moved: ago(1), refused: 0, ...curated },
      { step: 'business:heat_kpi.heat_kpi', moved: ago(60), refused: 0 },
    ],
    partitions: [],
    processes: running,
    instances: ['up'],
    ...status,
  };
  return problemsOf('local', [], database, now);
}

describe('what needs a person', () => {
  it('is nothing where processes run and nothing waits', () => {
    expect(told({})).toEqual([]);
  });

  it('is that nothing runs, however well the books balance', () => {
    const [problem, ...others] = told({ processes: [], instances: [] });
    expect(problem).toMatchObject({
      ...{ kind: 'nothing-runs', mild: false, next: 'tundish up local' },
      text: 'nothing runs: no process of the platform is connected',
    });
    expect(others).toEqual([]);
  });

  it('is an ETL whose process is missing', () => {
    const problems = told({ processes: ['pump-events'], instances: [] });
    expect(problems.map(({ kind, mild, text }) => [kind, mild, text])).toEqual([
      ['nobody-works', false, 'no process of the curated ETL is connected'],
      ['nobody-works', false, 'no process of the business ETL is connected'],
    ]);
  });

  it('is, mildly, that nobody seems to receive', () => {
    const problems = told({ processes: ['curated curated', 'business business'], instances: [] });
    expect(problems).toMatchObject([{ kind: 'nobody-works', mild: true }]);
  });

  it('is a step that stands still although its process is connected', () => {
    const waiting = { pending: 100_000, waitingSince: ago(90), moved: ago(80) };
    const [problem] = told({}, waiting);
    expect(problem).toMatchObject({ kind: 'stuck', mild: false, next: 'tundish doctor local' });
    expect(problem?.text).toContain(
      '100,000 messages wait for curated:heat.heat since 90 min, and it has not moved for 80 min',
    );
  });

  it('is a step that is later than its contract promises', () => {
    const waiting = { pending: 9, waitingSince: ago(3), promisedMs: 120_000 };
    expect(told({}, waiting)).toMatchObject([{ kind: 'late', mild: false }]);
    expect(told({}, { ...waiting, promisedMs: 600_000 })).toEqual([]);
    const { promisedMs: _, ...unpromised } = waiting;
    expect(told({}, unpromised)).toEqual([]);
  });

  it('is a default partition in use; of samples, which may be old, mildly', () => {
    const of = (table: string) =>
      told({ partitions: [{ table, until: '2026-06-01', daysAhead: 28, defaultUsed: true }] });
    expect(of('raw.heat')).toMatchObject([{ kind: 'default-partition', mild: false }]);
    expect(of('metrics.strand')).toMatchObject([{ kind: 'default-partition', mild: true }]);
  });
});
