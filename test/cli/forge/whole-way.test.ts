import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { type Job, type PullRequest, pullRequest, tundish } from './pull-request.ts';

const small = join(import.meta.dirname, '../../plants/small');
const free = '"Above liquidus.", "type": "number"';
const schema = 'products/casting/heat/heat.v1.schema.json';

/** The action's script with the real command line, against a host that answers as GitHub documents. */
describe.each(['', 'plants/casting/'])('a pull request to a plant in "%s"', (below) => {
  let pull: PullRequest;
  let forge: FakeForge;
  let base: string;

  beforeEach(async () => {
    pull = pullRequest();
    forge = await fakeForge();
    cpSync(small, join(pull.folder, below), { recursive: true });
    pull.write('.gitignore', '.tundish/\n');
    await generate();
    base = pull.commit('a plant');
  });
  afterEach(async () => {
    pull.close();
    await forge.close();
  });

  const generate = () =>
    import('../../../cli/commands/generate.ts').then(({ command }) =>
      command.run([], {
        ...{ cwd: join(pull.folder, below), env: {}, isTerminal: false },
        ...{ stdout: () => {}, stderr: () => {}, signal: new AbortController().signal },
      }),
    );
  const edit = (path: string, from: string, to: string): void => {
    const text = readFileSync(join(pull.folder, below, path), 'utf8');
    expect(text).toContain(from);
    pull.write(`${below}${path}`, text.replace(from, to));
  };
  const push = (): Promise<Job> =>
    pull.run({
      GITHUB_API_URL: forge.url,
      GITHUB_REPOSITORY: 'lindwerk/plant',
      TUNDISH_PATH: below === '' ? '.' : below.slice(0, -1),
      TUNDISH_BASE: base,
      TUNDISH_NUMBER: '7',
      TUNDISH_TOKEN: 'workflow',
      TUNDISH_COMMAND: tundish,
    });
  const bodies = () => (forge.comments.get(7) ?? []).map(({ body }) => body);

  it('is judged on each push, and commented once', async () => {
    edit(schema, free, `${free}, "maximum": 60`);
    await generate();
    pull.commit('superheat ends at 60 K');
    const first = await push();
    expect(first.code).toBe(1);
    const annotation = first.log.split('\n').find((line) => line.startsWith('::error file='));
    expect(annotation).toContain(`::error file=${below}products/casting/heat/`);
    const sarif = JSON.parse(readFileSync(first.outputs.sarif ?? '', 'utf8'));
    const [result] = sarif.runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toContain(
      `${below}products/casting/heat/`,
    );
    const [created = ''] = bodies();
    expect(created.split('\n')[0]).toContain('<!-- tundish:check');
    expect(created).toContain('superheat');
    expect(first.summary).toContain('superheat');

    edit(schema, `${free}, "maximum": 60`, free);
    await generate();
    pull.commit('and does not');
    const second = await push();
    expect([second.code, second.log]).toEqual([0, expect.any(String)]);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).not.toBe(created);
  }, 240_000);
});
