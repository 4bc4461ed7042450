import { grouped } from '../../demo/view/table.ts';
import { age } from './age.ts';
import type { DatabaseStatus, Problem, StepStatus } from './environment-status.ts';

/** What may wait for so long where the contract promises nothing else. */
const LATE_MS = 5 * 60_000;

/** Whether the processes that the plan needs are there, and keep up. */
export function workProblems(
  environment: string,
  { streams, steps, processes, instances }: DatabaseStatus,
  now: number,
): readonly Problem[] {
  if (streams.length === 0 && steps.length === 0) return [];
  const waiting = streams.reduce((sum, { pending = 0 }) => sum + pending, 0);
  const up = `tundish up ${environment}`;
  if (processes.length === 0 && instances.length === 0) {
    const text = `nothing runs: no process of the platform is connected${waiting === 0 ? '' : `, and ${grouped(waiting)} messages wait`}`;
    return [{ kind: 'nothing-runs', mild: false, text, next: up }];
  }
  const runs = (role: string): boolean =>
    instances.length > 0 || processes.some((name) => name.endsWith(` ${role}`));
  const found: Problem[] = [];
  for (const role of ['curated', 'business'] as const) {
    const own = steps.filter(({ step }) => step.startsWith(`${role}:`));
    if (own.length > 0 && !runs(role)) {
      const late = own.filter(({ waitingSince }) => waitingSince !== undefined).length;
      const text = `no process of the ${role} ETL is connected${late === 0 ? '' : `, and work waits for ${late} of its steps`}`;
      found.push({ kind: 'nobody-works', mild: false, text, next: up });
      continue;
    }
    found.push(...own.flatMap((step) => lateProblem(environment, step, now)));
  }
  const receives = (name: string): boolean => /-(events|samples)$/.test(name);
  if (streams.length > 0 && instances.length === 0 && !processes.some(receives)) {
    // The connections of one that has nothing to write are closed after a minute.
    const text =
      'no pump or writer has written within the last minute; if none runs, messages wait at their broker';
    found.push({ kind: 'nobody-works', mild: true, text, next: up });
  }
  return found;
}

function lateProblem(environment: string, status: StepStatus, now: number): readonly Problem[] {
  const { step, moved, pending, waitingSince, promisedMs } = status;
  if (waitingSince === undefined) return [];
  const waits = now - Date.parse(waitingSince);
  if (waits <= (promisedMs ?? LATE_MS)) return [];
  const what = `${pending === undefined ? 'changes' : `${grouped(pending)} messages`} wait for ${step} since ${age(waitingSince, now)}`;
  const stands = moved === undefined || now - Date.parse(moved) > LATE_MS;
  if (stands) {
    const text = `${what}, and it has ${moved === undefined ? 'never moved' : `not moved for ${age(moved, now)}`}, although its process is connected: the log of the process says why`;
    return [{ kind: 'stuck', mild: false, text, next: `tundish doctor ${environment}` }];
  }
  const limit = promisedMs === undefined ? '' : `; its contract promises ${duration(promisedMs)}`;
  const text = `${what}${limit}: it works, and is behind`;
  return [{ kind: 'late', mild: false, text, next: `tundish status ${environment}` }];
}

function duration(ms: number): string {
  return age(new Date(0).toISOString(), ms);
}
