import { catalogService } from '../../catalog/service/catalog-service.ts';
import { type Snapshot, takeSnapshot } from '../../catalog/service/snapshot.ts';
import type { Log } from '../../connectors/log.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { packageVersion } from '../package-version.ts';
import { gitRevision } from './git-revision.ts';

export interface CatalogEndpoint {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Requests that begin from now on are answered from `snapshot`. */
  swap(snapshot: Snapshot): void;
  close(): Promise<void>;
}

/**
 * Serves the catalog of this plant on a port of the loopback address, 0 for a free one. The one
 * place where `tundish up` starts it.
 */
export async function startCatalog(catalog: {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly port: number;
  /** Of the repository. */
  readonly folder: string;
  readonly log: Log;
}): Promise<CatalogEndpoint> {
  const revision = await gitRevision(catalog.folder);
  const facts = revision === undefined ? {} : { revision };
  return serveCatalog(takeSnapshot(catalog.plant, catalog.plan, facts), {
    port: catalog.port,
    host: '127.0.0.1',
    log: catalog.log,
  });
}

/** Serves a snapshot; `processMetrics` where no other endpoint tells of this process. */
export async function serveCatalog(
  snapshot: Snapshot,
  options: {
    readonly port: number;
    readonly host: string;
    readonly log: Log;
    readonly processMetrics?: boolean;
  },
): Promise<CatalogEndpoint> {
  const { port, host, log, processMetrics = false } = options;
  const service = await catalogService({
    snapshot,
    version: packageVersion(),
    log,
    processMetrics,
  });
  try {
    const url = await service.listen({ port, host });
    return { url, swap: service.swap, close: service.close };
  } catch (error) {
    await service.close();
    throw error;
  }
}
