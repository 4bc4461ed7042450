import { describe } from 'vitest';
import type { MosquittoOptions } from './mosquitto-server.ts';
import type { ServiceName } from './service-name.ts';
import { hostVariable } from './start-host.ts';

/** A new, empty database on the run's PostgreSQL 15; undefined where there is no such server. */
export function postgres15(): Promise<{ readonly url: string } | undefined> {
  return ask('PostgreSQL 15', '/postgres15');
}

/** A new, empty database on the run's PostgreSQL 18. */
export function postgres18(): Promise<{ readonly url: string } | undefined> {
  return ask('PostgreSQL 18', '/postgres18');
}

/** A new virtual host on the run's RabbitMQ; `management` is the origin of its HTTP API. */
export function rabbitmq(): Promise<
  { readonly url: string; readonly management?: string } | undefined
> {
  return ask('RabbitMQ', '/rabbitmq');
}

/** A broker of the test's own; with TUNDISH_TEST_MQTT_URL the shared one, which nothing can end. */
export interface TestBroker {
  readonly url: string;
  /** A crash. `start` brings it back on the same port with what it had persisted. */
  kill(): Promise<void>;
  terminate(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function mosquitto(options: MosquittoOptions = {}): Promise<TestBroker | undefined> {
  const broker = await ask<{ url: string; server?: number }>(
    'Mosquitto',
    `/mosquitto?options=${encodeURIComponent(JSON.stringify(options))}`,
  );
  if (broker === undefined) return undefined;
  const call = (action: string) => async (): Promise<void> => {
    await ask('Mosquitto', `/mosquitto/${action}?server=${broker.server}`);
  };
  return {
    url: broker.url,
    kill: call('kill'),
    terminate: call('terminate'),
    start: call('start'),
    stop: broker.server === undefined ? async () => {} : call('stop'),
  };
}

/**
 * `describe` for tests that need real services; where one is missing the block is skipped under a
 * name that says what is missing and how to have it.
 */
export function describeWith(
  services: ServiceName | readonly ServiceName[],
  title: string,
  body: () => void,
): void {
  const wanted: readonly ServiceName[] = typeof services === 'string' ? [services] : services;
  const reasons = wanted.flatMap((service) => unavailable()[service] ?? []);
  if (reasons.length === 0) describe(title, body);
  else describe.skip(`${title} [skipped: ${reasons.join('; ')}]`, body);
}

interface Host {
  readonly url: string;
  readonly unavailable: Partial<Record<ServiceName, string>>;
}

function host(): Host {
  const text = process.env[hostVariable];
  if (text === undefined) {
    throw new Error('No service host: run this through vitest, or call startHost() first.');
  }
  return JSON.parse(text) as Host;
}

function unavailable(): Host['unavailable'] {
  return host().unavailable;
}

async function ask<Answer>(service: ServiceName, path: string): Promise<Answer | undefined> {
  const { url, unavailable } = host();
  if (unavailable[service] !== undefined) return undefined;
  const response = await fetch(`${url}${path}`);
  if (!response.ok) throw new Error(`${service}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
