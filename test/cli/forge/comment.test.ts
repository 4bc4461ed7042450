import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/command.ts';
import { command as comment } from '../../../cli/commands/comment.ts';
import { runCommand } from '../command-run.ts';
import { type FakeComment, type FakeForge, fakeForge } from './fake-forge.ts';

const HEAD = 'a'.repeat(40);
const MARKER = '<!-- tundish:check -->';

let folder: string;
let forge: FakeForge;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-comment-'));
  forge = await fakeForge({ heads: { 7: HEAD } });
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ pull_request: { number: 7 } }));
});
afterEach(async () => {
  await forge.close();
  rmSync(folder, { recursive: true, force: true });
});

const person = (body: string): FakeComment => ({
  ...{ id: Math.floor(Math.random() * 1e6), body, login: 'm-kern', userId: 9, type: 'User' },
});

describe('the comment of a pull request on GitHub', () => {
  const say = (text: string, env: Record<string, string> = {}, ...args: readonly string[]) => {
    writeFileSync(join(folder, 'said.md'), text);
    return runCommand(
      comment,
      {
        cwd: folder,
        env: {
          GITHUB_ACTIONS: 'true',
          GITHUB_API_URL: forge.url,
          GITHUB_EVENT_PATH: join(folder, 'event.json'),
          GITHUB_REPOSITORY: 'lindwerk/plant',
          GITHUB_RUN_ID: '42',
          GITHUB_SERVER_URL: 'https://github.example',
          GITHUB_TOKEN: 'workflow',
          ...env,
        },
      },
      '--file',
      'said.md',
      ...args,
    );
  };
  const bodies = () => (forge.comments.get(7) ?? []).map(({ body }) => body);

  it('is created by the first push and edited by the second', async () => {
    const first = await say('one breaking change');
    expect([first.code, first.errors]).toEqual([0, 'The comment of pull request 7 was written.\n']);
    const second = await say('compatible');
    expect(second.errors).toBe('The comment of pull request 7 was edited.\n');
    expect(bodies()).toEqual([`${MARKER}\ncompatible`]);
    expect((await say('compatible')).errors).toContain('right as it is');
    expect(forge.calls.filter((call) => /^(POST|PATCH)/.test(call))).toEqual([
      'POST /repos/lindwerk/plant/issues/7/comments',
      expect.stringMatching(/^PATCH \/repos\/lindwerk\/plant\/issues\/comments\/\d+$/),
    ]);
  });

  it('is found behind hundreds of others', async () => {
    forge.comments.set(
      7,
      Array.from({ length: 230 }, (_, n) => person(`remark ${n}`)),
    );
    await say('first');
    forge.comments.get(7)?.push(...Array.from({ length: 80 }, (_, n) => person(`answer ${n}`)));
    await say('second');
    expect(bodies().filter((body) => body.startsWith(MARKER))).toEqual([`${MARKER}\nsecond`]);
    expect(forge.calls).toContain(
      'GET /repos/lindwerk/plant/issues/7/comments?per_page=100&page=3',
    );
  });

  it('is never one that a person wrote, whatever it begins with', async () => {
    forge.comments.set(7, [person(`${MARKER}\nlooks like it`), person(`> ${MARKER} quoted`)]);
    await say('ours');
    expect(bodies()).toEqual([`${MARKER}\nlooks like it`, `> ${MARKER} quoted`, `${MARKER}\nours`]);
  });

  it('is never one of another app, unless that is the author that was named', async () => {
    forge.comments.set(7, [
      { ...person(`${MARKER}\nof another app`), login: 'other[bot]', type: 'Bot' },
    ]);
    await say('ours');
    expect(bodies()).toEqual([`${MARKER}\nof another app`, `${MARKER}\nours`]);
    await say('named', { TUNDISH_AUTHOR: 'other[bot]' });
    expect(bodies()).toEqual([`${MARKER}\nnamed`, `${MARKER}\nours`]);
  });

  it('is that of the token where the token is a person', async () => {
    await say('by the workflow');
    await say('by a person', { GITHUB_TOKEN: 'person' });
    await say('by the person again', { GITHUB_TOKEN: 'person' });
    expect(bodies()).toEqual([`${MARKER}\nby the workflow`, `${MARKER}\nby the person again`]);
  });

  it('is one for each plant of the repository', async () => {
    await say('casting', {}, '--key', 'plants/casting');
    await say('rolling', {}, '--key', 'plants/rolling');
    await say('casting again', {}, '--key', 'plants/casting');
    expect(bodies()).toEqual([
      '<!-- tundish:check plants/casting -->\ncasting again',
      '<!-- tundish:check plants/rolling -->\nrolling',
    ]);
  });

  it('is refused to a token of a fork, which is told with what to do', async () => {
    const { code, errors } = await say('text', { GITHUB_TOKEN: 'fork' });
    expect(code).toBe(4);
    expect(errors).toContain('403 (Resource not accessible by integration)');
    expect(errors).toContain('pull-requests: write');
    expect(errors).not.toContain('fork:');
    expect((await say('text', { GITHUB_TOKEN: 'wrong' })).errors).toContain('token is not valid');
  });

  it('is written once where the host is busy at first', async () => {
    forge.fail(2, 502);
    expect((await say('text')).code).toBe(0);
    expect(bodies()).toEqual([`${MARKER}\ntext`]);
  });

  it('is cut to what GitHub takes, with folds and code closed', async () => {
    const rows = Array.from({ length: 9_000 }, (_, n) => `row ${n} of the list`).join('\n');
    await say(`verdict\n<details><summary>all</summary>\n\n\`\`\`sql\n${rows}\n\`\`\`\n</details>`);
    const [body = ''] = bodies();
    expect(body.length).toBeLessThan(61_000);
    expect(body).toMatch(
      /\n```\n<\/details>\n\nThe rest is in the \[summary of the job\]\(https:\/\/github\.example\/lindwerk\/plant\/actions\/runs\/42\)\.\n$/,
    );
  });

  it('is handed over from a job without rights only for the commit that it judged', async () => {
    const nobody = { GITHUB_EVENT_PATH: '' };
    const other = await say('text', nobody, '--request', '7', '--head', 'b'.repeat(40));
    expect([other.code, bodies()]).toEqual([1, []]);
    await say('ask @lindwerk/casting-data', nobody, '--request', '7', '--head', HEAD);
    expect(bodies()).toEqual([`${MARKER}\nask @\u200blindwerk/casting-data`]);
  });

  it('names what is missing', async () => {
    await expect(say('x', { GITHUB_TOKEN: '' })).rejects.toThrow('GITHUB_TOKEN is not set');
    await expect(say('x', { GITHUB_EVENT_PATH: '' })).rejects.toThrow('about no pull request');
    await expect(say('x', { GITHUB_REPOSITORY: '../../user' })).rejects.toThrow(UsageError);
    await expect(say(' ')).rejects.toThrow("'said.md' is empty");
    expect((await say('x', { GITHUB_API_URL: 'http://127.0.0.1:1' })).code).toBe(4);
  });
});

describe('the note of a merge request on GitLab', () => {
  const say = (text: string, env: Record<string, string> = {}) => {
    writeFileSync(join(folder, 'said.md'), text);
    return runCommand(
      comment,
      {
        cwd: folder,
        env: {
          GITLAB_CI: 'true',
          CI_API_V4_URL: `${forge.url}/api/v4`,
          CI_MERGE_REQUEST_IID: '3',
          CI_MERGE_REQUEST_PROJECT_ID: '12',
          CI_PROJECT_ID: '99',
          CI_JOB_URL: 'https://gitlab.example/j/1',
          TUNDISH_GITLAB_TOKEN: 'glpat',
          ...env,
        },
      },
      '--file',
      'said.md',
    );
  };
  const bodies = () => (forge.comments.get(3) ?? []).map(({ body }) => body);

  it('is created, then edited, beside notes of others and of the system', async () => {
    forge.comments.set(3, [
      { ...person(`${MARKER}\nof the system`), userId: 50, system: true },
      ...Array.from({ length: 120 }, (_, n) => person(`note ${n}`)),
    ]);
    expect((await say('first')).errors).toBe('The comment of merge request 3 was written.\n');
    expect((await say('second')).errors).toBe('The comment of merge request 3 was edited.\n');
    expect(bodies().filter((body) => body.startsWith(MARKER))).toEqual([
      `${MARKER}\nof the system`,
      `${MARKER}\nsecond`,
    ]);
  });

  it('gives GitLab no command to run', async () => {
    await say('text\n/merge\n  /approve\nand/or');
    expect(bodies()[0]).toBe(`${MARKER}\ntext\n\u200b/merge\n  \u200b/approve\nand/or`);
  });

  it('names the token that it needs', async () => {
    await expect(say('x', { TUNDISH_GITLAB_TOKEN: '' })).rejects.toThrow(
      'TUNDISH_GITLAB_TOKEN is not set',
    );
    expect((await say('x', { TUNDISH_GITLAB_TOKEN: 'old' })).code).toBe(4);
  });
});
