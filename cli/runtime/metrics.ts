import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counters, Labels } from '../../ingestion/counters.ts';

/** Bounds that tell a healthy commit (ms) from a stalled store (tens of seconds). */
const durationBoundsSeconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** Counters of the data plane as Prometheus metrics named `tundish_<name>`. */
export function prometheusCounters(role: string): {
  readonly counters: Counters;
  readonly registry: Registry;
} {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const counts = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const durations = new Map<string, Histogram>();
  const counters: Counters = {
    add: (name, labels, n) =>
      reuse(
        counts,
        name,
        labels,
        (options) => new Counter({ ...options, name: `${options.name}_total` }),
      ).inc(labels, n),
    set: (name, labels, value) =>
      reuse(gauges, name, labels, (options) => new Gauge(options)).set(labels, value),
    observe: (name, labels, seconds) =>
      reuse(
        durations,
        name,
        labels,
        (options) => new Histogram({ ...options, buckets: durationBoundsSeconds }),
      ).observe(labels, seconds),
  };
  return { counters, registry };

  function reuse<M>(
    metrics: Map<string, M>,
    name: string,
    labels: Labels,
    make: (options: {
      name: string;
      help: string;
      labelNames: string[];
      registers: Registry[];
    }) => M,
  ): M {
    const found = metrics.get(name);
    if (found !== undefined) return found;
    const made = make({
      name: `tundish_${name}`,
      help: `Tundish: ${name.replaceAll('_', ' ')}`,
      labelNames: Object.keys(labels),
      registers: [registry],
    });
    metrics.set(name, made);
    return made;
  }
}

export interface MetricsServer {
  /** `http://127.0.0.1:<port>/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `/metrics` and `/health` on the loopback address, or on `host` in a pod. */
export async function serveMetrics(
  registry: Registry,
  port: number,
  host = '127.0.0.1',
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.end('ok\n');
      return;
    }
    if (request.url !== '/metrics') {
      response.writeHead(404).end('there is /metrics and /health\n');
      return;
    }
    registry.metrics().then(
      (text) => response.setHeader('content-type', registry.contentType).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${actual}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
