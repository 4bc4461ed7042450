import type { Plan } from '../../contracts/plan/plan.ts';
import type { Environment } from '../environment.ts';
import { computeBusiness, curate } from './etl.ts';
import { keepPartitions } from './partitions.ts';
import { pumpEvents, pumpSamples } from './pump.ts';
import { readEvents, readSamples } from './reader.ts';
import type { RoleContext, RunRole } from './role.ts';
import type { RoleName } from './role-names.ts';
import { writeQueuedEvents, writeQueuedSamples } from './writer.ts';

/** One loop of the data plane, under the name by which people know it. */
export interface Loop {
  readonly name: string;
  readonly run: RunRole;
  /** The kinds of datasets of which the plan must have one: without, the loop has nothing to do. */
  readonly needs?: readonly Plan['datasets'][number]['kind'][];
  /** Tells readers and writers of one process apart, which count and connect under their names. */
  readonly instanceSuffix?: 'reader' | 'writer';
}

const loops = {
  pump: [
    { name: 'pump events', run: pumpEvents, needs: ['event'] },
    { name: 'pump samples', run: pumpSamples, needs: ['sensor'] },
  ],
  reader: [
    { name: 'reader events', run: readEvents, needs: ['event'], instanceSuffix: 'reader' },
    { name: 'reader samples', run: readSamples, needs: ['sensor'], instanceSuffix: 'reader' },
  ],
  writer: [
    {
      name: 'writer events',
      run: writeQueuedEvents,
      // What no stream claims comes from the reader of samples, too.
      needs: ['event', 'sensor'],
      instanceSuffix: 'writer',
    },
    {
      name: 'writer samples',
      run: writeQueuedSamples,
      needs: ['sensor'],
      instanceSuffix: 'writer',
    },
  ],
  curated: [{ name: 'curated ETL', run: curate, needs: ['event'] }],
  business: [{ name: 'business ETL', run: computeBusiness, needs: ['computed'] }],
  partitions: [{ name: 'partitions', run: keepPartitions }],
} as const satisfies Readonly<Record<string, readonly Loop[]>>;

/** The loops of a role. `all` pumps directly, or through the queue where the environment has one. */
export function loopsOf(role: RoleName, { amqp }: Pick<Environment, 'amqp'>): readonly Loop[] {
  if (role !== 'all') return loops[role];
  return [
    ...(amqp === undefined ? loops.pump : [...loops.reader, ...loops.writer]),
    ...loops.curated,
    ...loops.business,
    ...loops.partitions,
  ];
}

/** Runs a role until the signal; a loop that fails ends the others gracefully, then rejects. */
export async function runRole(role: RoleName, context: RoleContext): Promise<void> {
  await runLoops(loopsOf(role, context.environment), context);
}

/**
 * Runs loops until the signal; one that fails ends the others gracefully, then the whole rejects
 * with its reason. `adapt` gives a loop a context of its own.
 */
export async function runLoops(
  running: readonly Loop[],
  context: RoleContext,
  adapt: (loop: Loop, context: RoleContext) => RoleContext = (_, unchanged) => unchanged,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const results = await Promise.allSettled(
    running.map(async (loop) => {
      const { instanceSuffix: suffix } = loop;
      const instance = suffix === undefined ? context.instance : `${context.instance}-${suffix}`;
      try {
        await loop.run(adapt(loop, { ...context, signal, instance, named: context.instance }));
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}
