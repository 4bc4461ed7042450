import type { Environment } from '../environment.ts';
import { queueUrl } from './queue-url.ts';
import type { RoleName } from './role-names.ts';

/**
 * Reads the URL of every server that a role needs, before anything starts.
 * @throws UsageError for the first one that is missing or cannot be read.
 */
export function requireServers(role: RoleName, environment: Environment): readonly string[] {
  const { stores, mqtt } = environment;
  switch (role) {
    case 'pump':
      return [mqtt.events, mqtt.sensors, stores.raw, stores.metrics];
    case 'reader':
      return [queueUrl(environment), mqtt.events, mqtt.sensors];
    case 'writer':
      return [queueUrl(environment), stores.raw, stores.metrics];
    case 'curated':
      return [stores.raw, stores.curated];
    case 'business':
      return [stores.business];
    case 'all':
      return [
        ...(environment.amqp === undefined ? [] : [environment.amqp]),
        ...requireServers('pump', environment),
        ...requireServers('curated', environment),
        ...requireServers('business', environment),
      ];
  }
}
