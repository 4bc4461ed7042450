import type { Store } from '../../connectors/connector.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { buildPlant, saveBuild } from '../runtime/built-plant.ts';

export interface Platform {
  readonly plan: Plan;
  /** Folder with the plan and its validators. */
  readonly build: string;
  /** One line for people. */
  readonly summary: string;
}

/**
 * Builds the contracts below `root` into a folder of the demo's own, and makes the database what
 * their plan says.
 */
export async function preparePlatform(root: string, own: string, store: Store): Promise<Platform> {
  const built = await buildPlant(await diskFiles(root));
  const folder = await saveBuild(own, built);
  const { plan, plant } = built;
  const stores = { raw: store, metrics: store, curated: store, business: store };
  const result = await applyPlan(plan, stores, { now: Date.now() });
  if (result.kind === 'refused') {
    const [first] = result.refusals;
    throw new Error(`the plan does not fit the demo's database: ${first?.message ?? 'no reason'}`);
  }
  const tables = plan.datasets.flatMap((dataset) => dataset.tables).length;
  const views = plan.datasets.flatMap((dataset) => dataset.views).length;
  return {
    plan,
    build: folder,
    summary: `${plant.products.length} products checked and applied: ${tables} tables, ${views} versioned views, ${result.additions.length} changes`,
  };
}
