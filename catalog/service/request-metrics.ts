import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Catalog } from '../assets/catalog.ts';

export interface RequestMetrics {
  readonly registry: Registry;
  observe(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  show(catalog: Catalog): void;
}

/** Bounds that tell an answer from memory (below 5 ms) from one that keeps people waiting. */
const boundsSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1];

/** Counters of the service in a registry of its own; those of the process where it has no other. */
export function requestMetrics(ofProcess: boolean): RequestMetrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'tundish_catalog_request_seconds',
    help: 'Tundish: answers of the catalog by route pattern',
    labelNames: ['route', 'method', 'status'],
    buckets: boundsSeconds,
    registers: [registry],
  });
  const assets = new Gauge({
    name: 'tundish_catalog_assets',
    help: 'Tundish: assets in the catalog by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    registry,
    observe: ({ route, method, status, seconds }) =>
      duration.observe({ route, method, status: String(status) }, seconds),
    show: ({ plant }) => {
      for (const [kind, count] of Object.entries(plant.counts)) assets.set({ kind }, count);
    },
  };
}
