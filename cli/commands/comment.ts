import { lstat, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../connectors/failure.ts';
import { httpApi } from '../../connectors/http/http-api.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import {
  fitting,
  GITHUB_CHARACTERS,
  GITLAB_CHARACTERS,
  withoutMentions,
  withoutQuickActions,
} from '../forge/comment-text.ts';
import { githubComments, githubHead } from '../forge/github-comments.ts';
import { gitlabNotes } from '../forge/gitlab-notes.ts';
import { type Forge, forgeOf, githubNumber, jobVariable } from '../forge/request-facts.ts';
import {
  type CommentHost,
  CommentRefused,
  markerOf,
  placeComment,
} from '../forge/sticky-comment.ts';
import { parseOptions } from '../parse-options.ts';

export const command: Command = {
  name: 'comment',
  usage: `Usage: tundish comment --file <markdown> [--forge github|gitlab] [--key <word>]
                       [--request <number>] [--head <commit>]

Writes what check --output markdown=<file> said as one comment of the pull or merge request that this
job is about, and edits that comment the next time. Comments of others are never touched. Runs in a
job of GitHub Actions or GitLab CI; the token comes from GITHUB_TOKEN or TUNDISH_GITLAB_TOKEN. With
the token of another app than GitHub Actions, TUNDISH_AUTHOR says its login (name[bot]).

  --file      the text, Markdown
  --forge     the code host, where the job's variables do not tell
  --key       tells the comments of several plants in one repository apart
  --request   the number of the request, where the event does not tell (workflow_run)
  --head      writes only if this is the head commit of the request, and mentions nobody: for a text
              that a job without rights has handed over

Exit codes: 0 written, 1 the request has another head, 2 usage, 4 the host refuses or does not answer.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      file: { type: 'string' },
      forge: { type: 'string' },
      key: { type: 'string' },
      request: { type: 'string' },
      head: { type: 'string' },
    });
    if (positionals.length > 0) throw new UsageError(`'${positionals[0]}' is not expected here`);
    const text = await textOf(values.file, context);
    const { key, head } = values;
    if (key !== undefined && !/^[\w./-]{1,100}$/.test(key)) {
      throw new UsageError('--key takes letters, digits, _ . / and -');
    }
    const request: Asked = { number: numberOf(values.request), head: headOf(head) };
    const said = head === undefined ? text : withoutMentions(text);
    try {
      const target = await (forgeNamed(values.forge, context) === 'github'
        ? githubTarget(request, context)
        : gitlabTarget(request, context));
      if (target === undefined) {
        context.stderr(
          'tundish comment: the request has another head commit by now; what was judged is not what it holds, so nothing was written.\n',
        );
        return exitCode.findings;
      }
      const marker = markerOf(key);
      const placed = await placeComment(target.host, marker, target.fit(said), (attempt) =>
        wait(1_000 * attempt, undefined, { signal: context.signal }),
      );
      context.stderr(`The comment of ${target.name} was ${words[placed]}.\n`);
      return exitCode.ok;
    } catch (error) {
      if (!(error instanceof CommentRefused || error instanceof Failure)) throw error;
      context.stderr(`tundish comment: nothing was written: ${error.message}.${remedy(error)}\n`);
      return exitCode.unreachable;
    }
  },
};

const MOST_BYTES = 10 * 1024 * 1024;

const words = { created: 'written', edited: 'edited', unchanged: 'right as it is' } as const;

interface Asked {
  readonly number: number | undefined;
  readonly head: string | undefined;
}

interface Target {
  readonly name: string;
  readonly host: CommentHost;
  fit(text: string): string;
}

/** Undefined where the request has another head than was asked for. */
async function githubTarget(
  { number: named, head }: Asked,
  { env }: CommandContext,
): Promise<Target | undefined> {
  const repository = jobVariable(env, 'GITHUB_REPOSITORY', /^[\w.-]+\/[\w.-]+$/);
  const number = named ?? githubNumber(env);
  if (number === undefined) {
    throw new UsageError('this event is about no pull request; say --request <number>');
  }
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  if (token === undefined || token === '') throw new UsageError('GITHUB_TOKEN is not set');
  const api = httpApi({
    url: env.GITHUB_API_URL ?? 'https://api.github.com',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'tundish',
      'x-github-api-version': '2022-11-28',
    },
  });
  const request = { repository, number };
  if (head !== undefined && (await githubHead(api, request)) !== head) return undefined;
  const run = `${env.GITHUB_SERVER_URL}/${repository}/actions/runs/${env.GITHUB_RUN_ID}`;
  return {
    name: `pull request ${number}`,
    host: githubComments(api, request, authorOf(env)),
    fit: (text) =>
      fitting(text, GITHUB_CHARACTERS, `The rest is in the [summary of the job](${run}).`),
  };
}

/** The login of another app whose token writes, where the token may not ask who it is. */
function authorOf({ TUNDISH_AUTHOR: author }: CommandContext['env']): string | undefined {
  return author === '' ? undefined : author;
}

async function gitlabTarget(
  { number: named, head }: Asked,
  { env }: CommandContext,
): Promise<Target> {
  if (head !== undefined) throw new UsageError('--head is for GitHub');
  const token = env.TUNDISH_GITLAB_TOKEN;
  if (token === undefined || token === '') {
    throw new UsageError(
      'TUNDISH_GITLAB_TOKEN is not set: a project access token with the role Reporter and the scope api (the token of the job may not write notes)',
    );
  }
  const url = jobVariable(env, 'CI_API_V4_URL', /^https?:\/\//);
  const iid = named ?? Number(jobVariable(env, 'CI_MERGE_REQUEST_IID', /^\d+$/));
  // A request of a fork runs in the fork's project.
  const project =
    env.CI_MERGE_REQUEST_PROJECT_ID === undefined ? 'CI_PROJECT_ID' : 'CI_MERGE_REQUEST_PROJECT_ID';
  const projectId = Number(jobVariable(env, project, /^\d+$/));
  const api = httpApi({ url, headers: { 'private-token': token, 'user-agent': 'tundish' } });
  return {
    name: `merge request ${iid}`,
    host: gitlabNotes(api, { projectId, iid }),
    fit: (text) =>
      fitting(
        withoutQuickActions(text),
        GITLAB_CHARACTERS,
        `The rest is in the [job](${env.CI_JOB_URL}).`,
      ),
  };
}

/** What to do about a refusal; without it a person sees a number only. */
function remedy(error: CommentRefused | Failure): string {
  if (!(error instanceof CommentRefused)) return '';
  if (error.status === 403 || error.status === 404) {
    return ' The token may not comment there: give the job the permission pull-requests: write. A pull request of a fork never has it; docs/ci.md shows how a second workflow comments for it';
  }
  return error.status === 401 ? ' The token is not valid, or no more' : '';
}

async function textOf(path: string | undefined, { cwd }: CommandContext): Promise<string> {
  if (path === undefined) throw new UsageError('say --file <markdown>');
  const file = resolve(cwd, path);
  // A job without rights hands the text over: a link in it would make another file public.
  const found = await lstat(file).catch(() => undefined);
  if (found?.isFile() !== true || found.size > MOST_BYTES) {
    throw new UsageError(`'${path}' is no file of at most 10 MB`);
  }
  const text = await readFile(file, 'utf8');
  if (text.trim() === '') throw new UsageError(`'${path}' is empty`);
  return text;
}

function forgeNamed(named: string | undefined, { env }: CommandContext): Forge {
  if (named === 'github' || named === 'gitlab') return named;
  if (named !== undefined)
    throw new UsageError(`'${named}' is no code host; choose github or gitlab`);
  const forge = forgeOf(env);
  if (forge !== undefined) return forge;
  throw new UsageError(
    'this is no job of GitHub Actions or GitLab CI; say --forge github or gitlab',
  );
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new UsageError(`--request takes a number, not '${text}'`);
  return Number(text);
}

function headOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[0-9a-f]{40,64}$/.test(text)) {
    throw new UsageError('--head takes a full commit hash');
  }
  return text;
}
