import { readFileSync } from 'node:fs';
import { UsageError } from '../command.ts';
import { isRecord } from './answered.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export type Forge = 'github' | 'gitlab';

/** Where a command runs, by the variables that every job of a code host has. */
export function forgeOf(env: Variables): Forge | undefined {
  if (env.GITHUB_ACTIONS === 'true') return 'github';
  if (env.GITLAB_CI === 'true') return 'gitlab';
  return undefined;
}

/** A variable of the job. @throws UsageError naming it. */
export function jobVariable(env: Variables, name: string, form: RegExp): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw new UsageError(
      `the environment variable ${name} is not set; jobs of the code host have it`,
    );
  }
  if (!form.test(value))
    throw new UsageError(`the environment variable ${name} has not the form ${form.source}`);
  return value;
}

/** The number of the pull request that the event is about, from the event's file. */
export function githubNumber(env: Variables): number | undefined {
  const path = env.GITHUB_EVENT_PATH;
  if (path === undefined || path === '') return undefined;
  try {
    const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const pull = isRecord(event) ? event.pull_request : undefined;
    const number = isRecord(pull) ? pull.number : undefined;
    return typeof number === 'number' ? number : undefined;
  } catch {
    return undefined;
  }
}
