import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { type PullRequest, pullRequest, tundish } from './pull-request.ts';

const root = join(import.meta.dirname, '../../..');
const template = (name: string): unknown =>
  parse(readFileSync(join(root, `cli/authoring/templates/${name}.yml.txt`), 'utf8'));
const schema = 'products/casting/heat/heat.v1.schema.json';
const free = '"Above liquidus.", "type": "number"';

/** What `init` writes for the code hosts, run line by line as a job runs it. */
describe('the pipelines that init writes', () => {
  let pull: PullRequest;
  let forge: FakeForge;
  let base: string;
  let tools: string;

  beforeEach(async () => {
    pull = pullRequest();
    forge = await fakeForge();
    cpSync(join(root, 'test/plants/small'), pull.folder, { recursive: true });
    base = pull.commit('a plant');
    // npm has installed nothing here; npx runs the command line of this very tree.
    tools = join(pull.temp, 'tools');
    mkdirSync(tools);
    for (const [name, script] of [
      ['npm', 'exit 0'],
      ['npx', `[ "$1" = --no-install ]\nshift 2\nexec ${tundish} "$@"`],
    ] as const) {
      writeFileSync(join(tools, name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(join(tools, name), 0o755);
    }
    const text = readFileSync(join(pull.folder, schema), 'utf8');
    pull.write(schema, text.replace(free, `${free}, "maximum": 60`));
    pull.commit('superheat ends at 60 K');
  });
  afterEach(async () => {
    pull.close();
    await forge.close();
  });

  const bash = (script: string, env: Readonly<Record<string, string>>) =>
    new Promise<{ readonly code: number; readonly log: string }>((resolve) => {
      const child = spawn('bash', ['-e', '-c', script], {
        cwd: pull.folder,
        env: { HOME: pull.temp, ...env, PATH: `${tools}:${process.env.PATH}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let log = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          log += chunk.toString();
        });
      }
      child.once('close', (code) => resolve({ code: code ?? -1, log }));
    });

  it('judge and comment on GitHub', async () => {
    const { jobs } = template('github') as {
      readonly jobs: { readonly check: { readonly steps: readonly { readonly run?: string }[] } };
    };
    const runs = jobs.check.steps.flatMap(({ run }) => run ?? []);
    const env = {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_API_URL: forge.url, GITHUB_TOKEN: 'workflow' },
      ...{ GITHUB_REPOSITORY: 'lindwerk/plant', BASE: base },
      GITHUB_EVENT_PATH: join(pull.temp, 'event.json'),
      GITHUB_STEP_SUMMARY: join(pull.temp, 'summary'),
    };
    writeFileSync(env.GITHUB_EVENT_PATH, JSON.stringify({ pull_request: { number: 7 } }));
    const judged = await bash(runs.find((run) => run.includes('--against')) ?? '', env);
    expect(judged.code).toBe(1);
    expect(judged.log).toContain(`::error file=${schema},`);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('superheat');
    const said = await bash(runs.find((run) => run.includes('tundish comment')) ?? '', env);
    expect(said.code).toBe(0);
    expect(forge.comments.get(7)?.[0]?.body).toContain('superheat');
  }, 240_000);

  it('judge and comment on GitLab', async () => {
    const { contracts } = template('gitlab') as {
      readonly contracts: { readonly script: readonly string[] };
    };
    const env = {
      ...{ GITLAB_CI: 'true', CI_API_V4_URL: `${forge.url}/api/v4`, CI_PROJECT_ID: '12' },
      ...{ CI_MERGE_REQUEST_IID: '3', CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
      TUNDISH_GITLAB_TOKEN: 'glpat',
    };
    // Its last line but one is about generated files, which this plant has none of.
    const script = contracts.script.filter((line) => !line.includes('generate --check'));
    const job = () => bash(script.join('\n'), env);
    const first = await job();
    expect(first.code).toBe(1);
    const report = JSON.parse(readFileSync(join(pull.folder, 'code-quality.json'), 'utf8'));
    expect(report).toContainEqual(
      expect.objectContaining({
        check_name: 'range-changed',
        severity: 'critical',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        location: { path: schema, lines: expect.objectContaining({ begin: expect.any(Number) }) },
      }),
    );
    expect(forge.comments.get(3)).toHaveLength(1);
    await job();
    expect(forge.comments.get(3)).toHaveLength(1);
    expect(forge.comments.get(3)?.[0]?.body).toContain('superheat');
  }, 240_000);
});
