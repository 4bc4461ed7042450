import { UsageError } from '../command.ts';
import type { Environment } from '../environment.ts';

/** The queue's URL. @throws UsageError where the environment has none. */
export function queueUrl(environment: Environment): string {
  if (environment.amqp === undefined) {
    throw new UsageError(
      'reader and writer need a queue: set amqp in the environment file, or run the pump, which needs none',
    );
  }
  return environment.amqp;
}
