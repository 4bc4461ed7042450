import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/check.ts';
import { runCommand } from '../command-run.ts';
import { changed, gitPlant, plantFiles, removeGitPlants, temporaryFolder } from './git-plant.ts';

afterAll(removeGitPlants);

const contract = 'products/casting/heat/heat.v1.odcs.yaml';
const schema = 'products/casting/heat/heat.v1.schema.json';
const plant = plantFiles();

/** The unit of a field that heat_kpi reads changes, and nothing else. */
const otherUnit = changed(plant, contract, ['value: K }', 'value: "[degF]" }']);
const newText = changed(plant, contract, [
  'One report per heat and revision.',
  'One report per heat.',
]);

function check(cwd: string, ...args: readonly string[]) {
  return runCommand(command, { cwd }, '--against', 'main', ...args);
}

async function onBranch(below = '') {
  const repository = gitPlant(below);
  await repository.commit(plant);
  repository.git('checkout', '-q', '-b', 'work');
  return repository;
}

describe('check --against', () => {
  it('passes a working tree that says the same', { timeout: 60_000 }, async () => {
    const { root } = await onBranch();
    const { code, out } = await check(root);
    expect(out).toContain('No contract changed.\nNext: merge it\n');
    expect(code).toBe(0);
  });

  it('names the break, its reader and the file, in a folder of the repository too', {
    timeout: 60_000,
  }, async () => {
    const { root, commit } = await onBranch('plants/one');
    await commit(otherUnit);
    const { code, out } = await check(root);
    expect(code).toBe(1);
    expect(out).toContain("error[unit-changed]: the unit of 'superheat' is °F now, was K\n");
    expect(out).toContain(` --> ${contract}:28:`);
    expect(out).toContain('= readers: heat_kpi reads superheat');
    expect(out).toContain('1 breaking change, 1 reader affected');
  });

  it('compares with the merge base, and what main did since is no matter', {
    timeout: 60_000,
  }, async () => {
    const repository = await onBranch();
    const base = repository.git('rev-parse', 'HEAD');
    await repository.commit({ 'notes.md': 'x' });
    repository.git('checkout', '-q', 'main');
    await repository.commit(otherUnit);
    repository.git('checkout', '-q', 'work');
    const { code, out } = await check(repository.root);
    expect(out).toContain(
      `Compared the working tree with its merge base with main, ${base.slice(0, 8)}.\n`,
    );
    expect(code).toBe(0);
  });

  it('judges a revision in place of the working tree', { timeout: 60_000 }, async () => {
    const repository = await onBranch();
    const head = await repository.commit(otherUnit);
    repository.git('checkout', '-q', 'main');
    expect((await check(repository.root)).code).toBe(0);
    const { code, out } = await check(repository.root, '--at', 'work');
    expect(out).toContain(`Compared work (${head.slice(0, 8)}) with main`);
    expect(code).toBe(1);
  });

  it('finds generated files that are not fresh', { timeout: 60_000 }, async () => {
    const { root, put } = await onBranch();
    put(contract, newText[contract] ?? '');
    const { code, out } = await check(root);
    expect(out).toContain(
      'error[generated-fresh]: files in products/casting/heat/generated are not what the contracts say',
    );
    expect(out).toContain('Next: tundish generate\n');
    expect(code).toBe(1);
  });

  it('keeps the promise to versions before the last one, which it reads from history', {
    timeout: 60_000,
  }, async () => {
    const repository = gitPlant();
    await repository.commit(plant);
    const withField = (field: string, version: string) => ({
      ...changed(plant, schema, ['"properties": {', `"properties": {\n    ${field},`]),
      ...changed(plant, contract, ['version: 1.0.0', `version: ${version}`]),
    });
    await repository.commit(withField('"note": { "type": "string", "maxLength": 9 }', '1.1.0'));
    await repository.commit(plant);
    await repository.commit(changed(plant, contract, ['version: 1.0.0', 'version: 1.2.0']));
    repository.git('checkout', '-q', '-b', 'work');
    await repository.commit(withField('"note": { "type": "string", "maxLength": 4 }', '1.3.0'));
    const { code, out } = await check(repository.root);
    expect(out).toContain('1.1.0');
    expect(code).toBe(1);
  });

  it.each([
    ['json', (text: string) => JSON.parse(text) as unknown],
    ['sarif', (text: string) => JSON.parse(text) as unknown],
    ['gitlab', (text: string) => JSON.parse(text) as unknown],
    ['junit', (text: string) => text.startsWith('<?xml')],
    ['github', (text: string) => text.startsWith('::error file=')],
    ['markdown', (text: string) => text.startsWith('<!-- tundish:check -->')],
  ])(
    'tells the same as %s, with the verdict on stderr',
    { timeout: 60_000 },
    async (format, read) => {
      const { root, commit } = await onBranch();
      await commit(otherUnit);
      const { code, out, errors } = await check(root, '--format', format);
      expect(read(out)).toBeTruthy();
      expect(out).toContain('unit-changed');
      expect(errors).toContain('1 breaking change, 1 reader affected');
      expect(code).toBe(1);
    },
  );

  it('adds the report to the summary of a workflow step', { timeout: 60_000 }, async () => {
    const { root, commit } = await onBranch();
    await commit(newText);
    const summary = join(temporaryFolder(), 'summary.md');
    const env = { GITHUB_STEP_SUMMARY: summary };
    await runCommand(command, { cwd: root, env }, '--against', 'main', '--format', 'github');
    await runCommand(command, { cwd: root, env }, '--against', 'main', '--format', 'github');
    expect(readFileSync(summary, 'utf8').match(/<!-- tundish:check -->/g)).toHaveLength(2);
  });
});

describe('check --against what cannot be compared', () => {
  it('says what to fetch where the revision is not there', { timeout: 60_000 }, async () => {
    const { root } = await onBranch();
    const { code, errors } = await runCommand(command, { cwd: root }, '--against', 'origin/main');
    expect(code).toBe(3);
    expect(errors).toBe(
      "tundish check: There is no revision 'origin/main' in this clone. Nothing was compared.\nNext: git fetch origin main:refs/remotes/origin/main\n",
    );
  });

  it('says how to deepen a shallow clone', { timeout: 60_000 }, async () => {
    const repository = await onBranch();
    await repository.commit({ 'a.md': 'a' });
    repository.git('checkout', '-q', 'main');
    await repository.commit({ 'b.md': 'b' });
    const clone = join(temporaryFolder(), 'clone');
    const from = `file://${repository.root}`;
    execFileSync('git', ['clone', '-q', '--depth', '1', '--no-single-branch', from, clone]);
    execFileSync('git', ['checkout', '-q', 'origin/work'], { cwd: clone });
    const { code, errors } = await runCommand(command, { cwd: clone }, '--against', 'origin/main');
    expect(code).toBe(3);
    expect(errors).toContain('This clone is shallow');
    expect(errors).toContain('Next: git fetch --unshallow origin main');
  });

  it('says where there is no git repository', async () => {
    const { code, errors } = await check(temporaryFolder());
    expect(code).toBe(3);
    expect(errors).toContain('This folder is in no git repository');
  });

  it('takes a base without a plant for nothing promised', { timeout: 60_000 }, async () => {
    const repository = gitPlant();
    await repository.commit({ 'notes.md': 'x' });
    repository.git('checkout', '-q', '-b', 'work');
    await repository.commit(plant);
    const { code, out } = await check(repository.root);
    expect(out).toContain('main has no plant: everything is new, and nothing was compared.');
    expect(out).toMatch(/heat\.v1 +1\.0\.0 +new/);
    expect(code).toBe(0);
  });

  it('refuses a plant that moved as a whole', { timeout: 60_000 }, async () => {
    const repository = gitPlant();
    await repository.commit(plant);
    repository.git('checkout', '-q', '-b', 'work');
    repository.git('mv', '-k', 'plant.yaml', 'moved.yaml');
    repository.put('site/plant.yaml', 'name: small\ntimeZone: UTC\ntopicRoot: plant\n');
    repository.git('add', '-A');
    repository.git('commit', '-q', '-m', 'move');
    const { code, errors } = await check(join(repository.root, 'site'));
    expect(errors).toContain('one in the root of the repository');
    expect(code).toBe(3);
  });

  it('judges the head alone where it mends the errors of the base', {
    timeout: 60_000,
  }, async () => {
    const repository = gitPlant();
    await repository.commit({
      ...plant,
      ...changed(plant, contract, ['eventKey: [source, sequence]', 'eventKey: [nothing]']),
    });
    repository.git('checkout', '-q', '-b', 'work');
    await repository.commit(plant);
    const { code, out } = await check(repository.root);
    expect(out).toMatch(/No change was judged: main at \w{8} holds 1 error/);
    expect(code).toBe(0);
    expect(out.toLowerCase()).toContain('no contract was compared');
    repository.git('checkout', '-q', 'main');
    expect((await check(repository.root)).code).not.toBe(0);
  });

  it('makes the fix that it offers, and judges again', { timeout: 60_000 }, async () => {
    const { root, commit } = await onBranch();
    await commit(newText);
    const before = await check(root, '--fail-on', 'warning');
    expect(before.code).toBe(1);
    const { code, out, errors } = await check(root, '--fix');
    expect(errors).toContain('fixed products/casting/heat/heat.v1.odcs.yaml:');
    expect(errors).toContain('version-bump-missing: write 1.0.1\n');
    expect(readFileSync(join(root, contract), 'utf8')).toContain('\nversion: 1.0.1\n');
    expect(out).not.toContain('version-bump-missing');
    // The version stands in what is generated.
    expect(out).toContain('Next: tundish generate\n');
    expect(code).toBe(1);
  });

  it('tells what another file is warned of only since the change', {
    timeout: 60_000,
  }, async () => {
    const { root, commit } = await onBranch();
    await commit(otherUnit);
    const { out } = await check(root);
    expect(out).toMatch(
      /error\[unit-kept\](.|\n)*? = caused by this change: main at [0-9a-f]{8} does not have it\n/,
    );
  });

  it.each([
    [['--at', 'main']],
    [['--replay', '3']],
    [['--environment', 'x']],
    [['--format', 'markdown']],
    [['--against', 'main', '--at', 'main', '--fix']],
    [['--against', 'main', 'products']],
    [['--against', 'main', '--replay', '3']],
    [['--against', 'main', '--environment', 'x']],
    [['--against', 'main', '--replay', 'x', '--environment', 'x']],
  ])('refuses %j as usage', async (args) => {
    const cwd = temporaryFolder();
    await expect(runCommand(command, { cwd }, ...args)).rejects.toThrow(/--/);
  });
});
