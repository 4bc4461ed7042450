import { computeBusiness, curate } from './etl.ts';
import { keepPartitions } from './partitions.ts';
import { pumpEvents, pumpSamples } from './pump.ts';
import { readEvents, readSamples } from './reader.ts';
import type { RoleContext, RunRole } from './role.ts';
import { writeQueuedEvents, writeQueuedSamples } from './writer.ts';

export const roleNames = ['pump', 'reader', 'writer', 'curated', 'business', 'all'] as const;
export type RoleName = (typeof roleNames)[number];

/** The loops of a role. `all` pumps directly, or through the queue where the environment has one. */
function loopsOf(role: RoleName, { environment }: RoleContext): readonly RunRole[] {
  switch (role) {
    case 'pump':
      return [pumpEvents, pumpSamples];
    case 'reader':
      return [readEvents, readSamples];
    case 'writer':
      return [writeQueuedEvents, writeQueuedSamples];
    case 'curated':
      return [curate];
    case 'business':
      return [computeBusiness];
    case 'all':
      return [
        ...(environment.amqp === undefined
          ? [pumpEvents, pumpSamples]
          : [readEvents, readSamples, writeQueuedEvents, writeQueuedSamples]),
        curate,
        computeBusiness,
        keepPartitions,
      ];
  }
}

/** Runs a role until the signal; a loop that fails ends the others gracefully, then rejects. */
export async function runRole(role: RoleName, context: RoleContext): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const loops = loopsOf(role, context).map((run) =>
    run({ ...context, signal, instance: instanceOf(run, context.instance) }).catch(
      (error: unknown) => {
        failed.abort();
        throw error;
      },
    ),
  );
  const results = await Promise.allSettled(loops);
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Reader and writer of one process count and connect under names of their own. */
function instanceOf(run: RunRole, instance: string): string {
  if (run === readEvents || run === readSamples) return `${instance}-reader`;
  if (run === writeQueuedEvents || run === writeQueuedSamples) return `${instance}-writer`;
  return instance;
}
