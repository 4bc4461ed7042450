import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { type PullRequest, pullRequest, tundish } from './pull-request.ts';

describe('the script of the action', () => {
  let pull: PullRequest;
  let forge: FakeForge;
  let base: string;
  let head: string;
  let command: string;
  const asked = () => readFileSync(join(pull.temp, 'asked'), 'utf8');

  /** Stands for the command line: notes what it is asked, says a verdict, ends with a code. */
  const answering = (code: number, markdown = 'one change'): void => {
    writeFileSync(
      command,
      `#!/usr/bin/env bash
set -eu
printf '%s\\n' "$*" >>"${pull.temp}/asked"
if [ "$1" = comment ]; then exec ${tundish} "$@"; fi
for argument in "$@"; do
  case "$argument" in
    --output=markdown=*) cat <<'EOF' >"\${argument#--output=markdown=}"
${markdown}
EOF
    ;;
    --output=sarif=*) echo '{}' >"\${argument#--output=sarif=}" ;;
  esac
done
exit ${code}
`,
    );
    chmodSync(command, 0o755);
  };
  const job = (more: Readonly<Record<string, string>> = {}, cwd?: string) =>
    pull.run(
      {
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: 'lindwerk/plant',
        TUNDISH_BASE: base,
        TUNDISH_NUMBER: '7',
        TUNDISH_TOKEN: 'workflow',
        TUNDISH_COMMAND: command,
        ...more,
      },
      cwd,
    );
  const bodies = () => (forge.comments.get(7) ?? []).map(({ body }) => body);

  beforeEach(async () => {
    pull = pullRequest();
    forge = await fakeForge();
    pull.write('plant.yaml', 'name: a\n');
    base = pull.commit('base');
    pull.write('plant.yaml', 'name: b\n');
    head = pull.commit('head');
    command = join(pull.temp, 'tundish-stub');
    answering(0);
  });
  afterEach(async () => {
    pull.close();
    await forge.close();
  });

  it('compares with the base, and puts summary, SARIF and comment where they belong', async () => {
    const { code, outputs, summary } = await job();
    const out = join(pull.temp, 'tundish');
    expect(code).toBe(0);
    expect(asked().split('\n')[0]).toBe(
      `check --fail-on=error --format=github --output=sarif=${out}/tundish.sarif --against=${base} --output=markdown=${out}/comment.md`,
    );
    expect(outputs).toEqual({ code: '0', sarif: join(out, 'tundish.sarif'), handover: '' });
    expect(summary).toBe('one change\n');
    expect(bodies()).toEqual(['<!-- tundish:check -->\none change\n']);
  });

  it('ends as the check ends, after commenting', async () => {
    answering(1);
    expect((await job()).code).toBe(1);
    expect(bodies()).toHaveLength(1);
    answering(1, 'still one change');
    expect((await job()).outputs.code).toBe('1');
    expect(bodies()).toEqual(['<!-- tundish:check -->\nstill one change\n']);
  });

  it('hands the text over where the token of a fork may not comment', async () => {
    const { code, outputs, log } = await job({ TUNDISH_TOKEN: 'fork' });
    expect(code).toBe(0);
    expect(log).toContain('Resource not accessible by integration');
    const folder = outputs.handover ?? '';
    expect(readFileSync(join(folder, 'comment.md'), 'utf8')).toBe('one change\n');
    expect(readFileSync(join(folder, 'number.txt'), 'utf8')).toBe('7\n');
  });

  it('comments on no push, and not where nobody wants it', async () => {
    await job({ TUNDISH_NUMBER: '', TUNDISH_BASE: '', TUNDISH_BEFORE: base });
    expect(asked()).toContain(`--against=${base}`);
    await job({ TUNDISH_COMMENT: 'false' });
    expect(bodies()).toEqual([]);
  });

  it('checks without a comparison where a branch is new or was pushed with force', async () => {
    for (const before of ['0'.repeat(40), 'd'.repeat(40), '']) {
      const { code, outputs } = await job({
        ...{ TUNDISH_NUMBER: '', TUNDISH_BASE: '', TUNDISH_BEFORE: before },
      });
      expect([code, outputs.code]).toEqual([0, '0']);
    }
    expect(asked()).not.toContain('--against');
  });

  it('asks for stored messages where it is told whose', async () => {
    await job({ TUNDISH_REPLAY: '14', TUNDISH_ENVIRONMENT: 'prod' });
    expect(asked()).toContain('--replay=14 --environment=prod');
  });

  it('keeps the comments of several plants apart, by their folders', async () => {
    pull.write('plants/rolling/plant.yaml', 'name: c\n');
    await job({ TUNDISH_PATH: 'plants/rolling' });
    expect(bodies()).toEqual(['<!-- tundish:check plants/rolling -->\none change\n']);
  });

  it('fetches the history that a shallow checkout lacks', async () => {
    const shallow = join(pull.temp, 'shallow');
    pull.git('clone', '--quiet', '--depth=1', `file://${pull.folder}`, shallow);
    const { code } = await job({}, shallow);
    expect(code).toBe(0);
    expect(asked()).toContain(`--against=${base}`);
  });

  it('says what to do where there is no common history', async () => {
    const { code, log } = await job({ TUNDISH_BASE: 'e'.repeat(40) });
    expect(code).toBe(3);
    expect(log).toContain('Give actions/checkout fetch-depth: 0.');
    expect(existsSync(join(pull.temp, 'asked'))).toBe(false);
  });

  it('shows the token to the comment alone, and takes its program from outside of the checkout', async () => {
    const tools = join(pull.temp, 'bin');
    const seen = join(pull.temp, 'seen');
    mkdirSync(tools);
    const note = `printf '%s %s %s\\n' "\${0##*/}" "$1" "\${TUNDISH_TOKEN:-}\${GITHUB_TOKEN:-}\${GH_TOKEN:-}" >>${seen}`;
    writeFileSync(
      join(tools, 'npm'),
      `#!/usr/bin/env bash
${note}
case "$PWD" in ${pull.folder}*) exit 1 ;; esac
mkdir -p node_modules/.bin
printf '#!/usr/bin/env bash\\n%s\\nexec ${command} "$@"\\n' '${note.replaceAll("'", `'\\''`)}' >node_modules/.bin/tundish
chmod +x node_modules/.bin/tundish
`,
    );
    chmodSync(join(tools, 'npm'), 0o755);
    pull.write('.npmrc', 'registry=http://127.0.0.1:1/\n');
    const { code } = await job({
      ...{ TUNDISH_COMMAND: '', GITHUB_TOKEN: 'of-the-step', GH_TOKEN: 'of-the-step' },
      PATH: `${tools}:${process.env.PATH}`,
    });
    expect(code).toBe(0);
    expect(readFileSync(seen, 'utf8')).toBe(
      'npm install \ntundish check \ntundish comment workflow\n',
    );
    expect(bodies()).toHaveLength(1);
  });

  it('runs nothing that an input says', async () => {
    const mark = join(pull.temp, 'mark');
    const odd = `$(touch ${mark}); touch ${mark} #`;
    await job({ TUNDISH_AGAINST: odd });
    await job({ TUNDISH_AGAINST: '--upload-pack=x' });
    await job({ TUNDISH_FAIL_ON: odd, TUNDISH_FORMAT: odd, TUNDISH_NUMBER: odd });
    await job({ TUNDISH_REPLAY: odd, TUNDISH_ENVIRONMENT: odd, TUNDISH_TOKEN: odd });
    await job({ TUNDISH_PATH: odd });
    expect(existsSync(mark)).toBe(false);
    expect(head).toMatch(/^[0-9a-f]{40}$/);
  });
});
