import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../contracts/source/suggestion.ts';
import { UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads options and positionals, strictly: an unknown option is a UsageError that names the
 * nearest known one.
 */
export function parseOptions<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({
      args: withNegativeValues(args, options),
      options,
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-{1,2}[^' =]*)/.exec(message)?.[1];
    if (unknown === undefined) throw new UsageError(message.split('. ')[0] ?? message);
    const suggestion = nearest(
      unknown,
      Object.keys(options).map((name) => `--${name}`),
    );
    throw new UsageError(
      `unknown option ${unknown}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    );
  }
}

/** `--for -5` is a value that its option judges, not another option: parseArgs takes `--for=-5`. */
function withNegativeValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1) ?? '';
    const takesValue = options[last.slice(2)]?.type === 'string' && last.startsWith('--');
    if (takesValue && /^-\d/.test(arg)) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
