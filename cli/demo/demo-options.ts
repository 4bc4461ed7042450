import { UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';

export interface DemoOptions {
  /** Seconds from the first message; undefined runs until Ctrl-C. */
  readonly forSeconds: number | undefined;
  readonly seed: number;
  /** Preferred port of PostgreSQL; the broker and the metrics take the two above it. */
  readonly port: number;
  /** Leaves the servers up after the closing page until Ctrl-C. */
  readonly keep: boolean;
  /** Runs this statement over what the last demo left, instead of a demo. */
  readonly sql: string | undefined;
}

/** @throws UsageError */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values, positionals } = parseOptions(args, {
    for: { type: 'string' },
    seed: { type: 'string' },
    port: { type: 'string' },
    keep: { type: 'boolean' },
    sql: { type: 'string' },
  });
  if (positionals.length > 0) throw new UsageError(`what is '${positionals[0]}'?`);
  return {
    forSeconds:
      values.for === undefined ? undefined : wholeNumber('--for', values.for, 5, 24 * 3600),
    seed: values.seed === undefined ? 7 : wholeNumber('--seed', values.seed, 0, 2 ** 31),
    port: values.port === undefined ? 54_329 : wholeNumber('--port', values.port, 1024, 65_533),
    keep: values.keep ?? false,
    sql: values.sql,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not '${text}'`);
  }
  return number;
}
