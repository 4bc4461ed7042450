import { waitFor } from '../../connectors/back-off.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { openStores } from '../runtime/open-stores.ts';
import type { RunRole } from './role.ts';

const EVERY_MS = 6 * 3_600_000;

/**
 * Makes partitions before their time comes. Where the account may not create tables, or the
 * databases differ from the plan, rows go on into the default partition and the log says why; a
 * daily `tundish apply` with an account that may does the same job.
 */
export const keepPartitions: RunRole = async ({ plan, environment, log, signal }) => {
  const { stores, close } = openStores(environment);
  try {
    while (!signal.aborted) {
      try {
        const result = await applyPlan(plan, stores, { now: Date.now() });
        const made = result.additions.length;
        if (result.kind === 'refused') {
          log.warn(
            { refusals: result.refusals.length },
            'no partitions are made: the databases differ from the plan; run tundish plan to see how',
          );
        } else if (made > 0) {
          log.info({ made }, 'partitions for the time to come are there');
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        log.warn({ reason }, 'no partitions are made this time; the next attempt is in six hours');
      }
      await waitFor(EVERY_MS, signal);
    }
  } finally {
    await close();
  }
};
