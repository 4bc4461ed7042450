import type { Store } from '../../connectors/connector.ts';
import { type PostgresOptions, postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Stores } from '../../deploy/database/apply-plan.ts';
import type { Environment } from '../environment.ts';

/** The four stores of an environment; URLs that are the same text share one pool. */
export function openStores(
  environment: Pick<Environment, 'stores'>,
  options: PostgresOptions = {},
): {
  readonly stores: Stores;
  close(): Promise<void>;
} {
  const pools = new Map<string, Store>();
  const open = (url: string): Store => {
    const known = pools.get(url) ?? postgresStore(url, options);
    pools.set(url, known);
    return known;
  };
  const { raw, metrics, curated, business } = environment.stores;
  const stores = {
    raw: open(raw),
    metrics: open(metrics),
    curated: open(curated),
    business: open(business),
  };
  return {
    stores,
    close: async () => {
      await Promise.all([...pools.values()].map((store) => store.close()));
    },
  };
}
