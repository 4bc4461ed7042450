import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../cli/check-cache.ts';
import { type CheckResult, checkRemembering, withoutCache } from '../../cli/check-remembering.ts';
import { checkRepository } from '../../cli/check-repository.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { memoryFiles, type RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { processPlant } from '../contracts/model/process-plant.ts';

const small = join(import.meta.dirname, '../plants/small');
/** Every kind of file: streams, a transform, tags, a calendar with stops, a file set, a model. */
const plant: Readonly<Record<string, string>> = {
  ...processPlant(),
  ...Object.fromEntries(
    readdirSync(small, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'plant.yaml')
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((file) => [file.slice(small.length + 1), readFileSync(file, 'utf8')]),
  ),
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tundish-cache-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function check(files: RepositoryFiles): Promise<CheckResult> {
  const { plant: bound, findings } = await checkRepository(files);
  return { findings, isWhole: bound !== undefined };
}

async function noCheck(): Promise<CheckResult> {
  throw new Error('the plant is checked anew');
}

const cached = (files: RepositoryFiles, program = 'p1') =>
  checkRemembering(root, program, files, check);

const cacheFile = (name: string) => join(root, cacheFolder, name);

/** Kinds of files by the end of their names; each is changed as often as the others. */
const endings = ['.odcs.yaml', 'odps.yaml', '.json', '.sql', 'tags.csv', '.csv', 'plant.yaml', ''];

/** One change of a repository, as a hand or a merge makes it. */
const change = fc.record({
  ending: fc.constantFrom(...endings),
  file: fc.nat(),
  kind: fc.constantFrom('delete line', 'repeat line', 'swap character', 'add text', 'remove file'),
  at: fc.nat(),
  text: fc.constantFrom(
    'x',
    ' ',
    '-0',
    '1e3',
    ': ',
    '"',
    '\n',
    '#',
    'ü',
    '[',
    '&a ',
    ',',
    ';',
    '(',
  ),
  /** Comes back to what was before, as a switch of branches does. */
  undone: fc.boolean(),
});

type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function changed(
  files: Readonly<Record<string, string>>,
  { ending, file, kind, at, text }: Change,
): Record<string, string> {
  const paths = Object.keys(files)
    .filter((path) => path.endsWith(ending))
    .sort();
  const path = paths[file % Math.max(1, paths.length)];
  if (path === undefined) return { ...files };
  const old = files[path] ?? '';
  const lines = old.split('\n');
  const line = at % lines.length;
  const offset = at % (old.length + 1);
  const { [path]: _old, ...rest } = files;
  switch (kind) {
    case 'remove file':
      return rest;
    case 'delete line':
      return { ...rest, [path]: lines.toSpliced(line, 1).join('\n') };
    case 'repeat line':
      return { ...rest, [path]: lines.toSpliced(line, 0, lines[line] ?? '').join('\n') };
    case 'swap character':
      return { ...rest, [path]: old.slice(0, offset) + text + old.slice(offset + 1) };
    default:
      return { ...rest, [path]: old.slice(0, offset) + text + old.slice(offset) };
  }
}

describe('a check with a cache', () => {
  it('says what a check without one says, after any changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        let files: Record<string, string> = { ...plant };
        const agree = async (state: Record<string, string>) => {
          const expected = await check(memoryFiles(state));
          expect(await cached(memoryFiles(state))).toEqual(expected);
          expect(await cached(memoryFiles(state))).toEqual(expected);
        };
        for (const each of changes) {
          const next = changed(files, each);
          await agree(next);
          if (each.undone) await agree(files);
          else files = next;
        }
      }),
      { numRuns: 40 },
    );
  }, 180_000);

  it('does not compute again where nothing has changed', async () => {
    const files = memoryFiles(plant);
    const first = await cached(files);
    expect(await checkRemembering(root, 'p1', files, noCheck)).toEqual(first);
    const more = memoryFiles({ ...plant, 'products/casting/heat/note.md': 'new' });
    await expect(checkRemembering(root, 'p1', more, noCheck)).rejects.toThrow('anew');
  });

  it('takes nothing from another program and nothing that is damaged', async () => {
    const files = memoryFiles(plant);
    const first = await cached(files);
    await expect(checkRemembering(root, 'p2', files, noCheck)).rejects.toThrow('anew');
    for (const damage of [
      (text: string) => text.slice(0, -20),
      (text: string) => text.replace('heat', 'haet'),
      (text: string) => text.split('\n').slice(1).join('\n'),
      () => '',
      () => '\u0000',
    ]) {
      for (const name of ['last', 'results']) {
        writeFileSync(cacheFile(name), damage(readFileSync(cacheFile(name), 'utf8')));
      }
      await expect(checkRemembering(root, 'p1', files, noCheck)).rejects.toThrow('anew');
      expect(await cached(files)).toEqual(first);
    }
  });

  it('stands beside others at the same time', async () => {
    const expected = await check(memoryFiles(plant));
    const runs = Array.from({ length: 8 }, () => cached(memoryFiles(plant)));
    for (const result of await Promise.all(runs)) expect(result).toEqual(expected);
    expect(await checkRemembering(root, 'p1', memoryFiles(plant), noCheck)).toEqual(expected);
    expect(readdirSync(join(root, cacheFolder)).sort()).toEqual(['.gitignore', 'last', 'results']);
  });

  it('checks where it cannot write', async () => {
    writeFileSync(join(root, '.tundish'), 'a file where the folder should be');
    expect(await cached(memoryFiles(plant))).toEqual(await check(memoryFiles(plant)));
  });

  it('writes through no link that a repository brings along', async () => {
    const expected = await check(memoryFiles(plant));
    const victim = join(root, 'victim');
    const folder = join(root, 'folder');
    mkdirSync(folder);
    for (const level of ['.tundish', cacheFolder]) {
      mkdirSync(join(root, level, '..'), { recursive: true });
      symlinkSync(folder, join(root, level));
      expect(await cached(memoryFiles(plant))).toEqual(expected);
      expect(readdirSync(folder)).toEqual([]);
      rmSync(join(root, '.tundish'), { recursive: true });
    }
    mkdirSync(join(root, cacheFolder), { recursive: true });
    writeFileSync(victim, 'as it was');
    for (const name of ['.gitignore', 'last', 'results']) symlinkSync(victim, cacheFile(name));
    expect(await cached(memoryFiles(plant))).toEqual(expected);
    expect(readFileSync(victim, 'utf8')).toBe('as it was');
    rmSync(cacheFile('.gitignore'));
    symlinkSync(join(root, 'absent'), cacheFile('.gitignore'));
    expect(await cached(memoryFiles({ ...plant, 'notes.md': 'x' }))).toEqual(expected);
    expect(existsSync(join(root, 'absent'))).toBe(false);
  });

  it('reads real files alone, and none of any length', async () => {
    const files = memoryFiles(plant);
    const expected = await cached(files);
    // What is linked is what was written, so that only the link is refused.
    const elsewhere = join(root, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(cacheFile('last')));
    rmSync(cacheFile('last'));
    symlinkSync(elsewhere, cacheFile('last'));
    await expect(checkRemembering(root, 'p1', files, noCheck)).rejects.toThrow('anew');
    rmSync(cacheFile('last'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', cacheFile('last')]);
    await expect(checkRemembering(root, 'p1', files, noCheck)).rejects.toThrow('anew');
    rmSync(cacheFile('last'));
    expect(await cached(files)).toEqual(expected);
    expect(await checkRemembering(root, 'p1', files, noCheck)).toEqual(expected);
  });

  it('is no part of the repository', async () => {
    for (const [path, text] of Object.entries(plant).slice(0, 1))
      writeFileSync(join(root, path), text);
    await cached(memoryFiles(plant));
    const files = withoutCache(await diskFiles(root));
    expect((await files.list()).filter((path) => path.startsWith('.tundish'))).toEqual([]);
    expect(await files.read(`${cacheFolder}/last`)).toBeUndefined();
  });
});
