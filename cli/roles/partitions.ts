import { waitFor } from '../../connectors/back-off.ts';
import { addPartitions } from '../../deploy/database/add-partitions.ts';
import { openStores } from '../runtime/open-stores.ts';
import type { RunRole } from './role.ts';

const EVERY_MS = 6 * 3_600_000;

/**
 * Makes partitions before their time comes, of tables that `tundish apply` made, and nothing else.
 * Where the account may not create tables, or the plan is not applied, rows go on into the default
 * partition and the log says why; a daily `tundish apply` with an account that may does the same job.
 */
export const keepPartitions: RunRole = async ({ plan, environment, log, signal }) => {
  const { stores, close } = openStores(environment);
  try {
    while (!signal.aborted) {
      try {
        const { made, missingTables } = await addPartitions(plan, stores, Date.now());
        if (missingTables.length > 0) {
          log.error(
            { missing: missingTables.length, first: missingTables[0] },
            'not applied: tables of the plan are missing; run tundish apply <environment>',
          );
        }
        if (made.length > 0) {
          log.info({ made: made.length }, 'partitions for the time to come are there');
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
