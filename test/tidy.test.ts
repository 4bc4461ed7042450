import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { impactRules } from '../cli/gate/impact-rules.ts';
import { changeRules } from '../contracts/compatibility/judgement/change-rules.ts';
import { versionRules } from '../contracts/compatibility/judgement/version-rules.ts';
import { rules } from '../contracts/lint/rules.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Files that git knows or would add, so that a build or a cache is never judged. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const written = files.filter(
  (path) =>
    /\.(ts|mjs|md|ya?ml|json|sql|csv|sh)$/.test(path) &&
    !/^contracts\/official\/|^package-lock\.json$|(^|\/)generated\//.test(path),
);
const code = written.filter((path) => /\.(ts|mjs)$/.test(path));
const source = code.filter((path) =>
  /^(contracts|connectors|ingestion|deploy|catalog|cli)\//.test(path),
);

describe('what stands in the repository', () => {
  it('names no folder of the machine it was written on and no package registry', () => {
    // In pieces, so that this file is not its own first finding.
    const words = [
      ['/wo', 'rk/'],
      ['/home', '/'],
      ['/Use', 'rs/'],
      ['bash', '_jobs'],
      ['registry.', 'npmjs'],
      ['npm', 'mirror'],
      ['arti', 'factory'],
      ['pypi', '.org'],
    ].map((pieces) => pieces.join(''));
    const found = written.flatMap((path) => {
      const text = read(path);
      return words.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`);
    });
    expect(found).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });

  it('keeps a file to one idea: no source file has more than 400 lines', () => {
    const long = source
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300)
      .sort((a, b) => b.lines - a.lines)
      .map(({ path, lines }) => `${path} (${lines})`);
    if (long.length > 0) console.info(`Files over 300 lines: ${long.join(', ')}`);
    expect(long.filter((entry) => Number(/\((\d+)\)/.exec(entry)?.[1]) > 400)).toEqual([]);
  });

  it('names files by what they do, in kebab-case', () => {
    const vague = /(^|[-.])(utils?|helpers?|common|managers?|impl|base|misc|shared)([-.]|$)/;
    const odd = code.filter(
      (path) => !/^[a-z0-9.-]+\.(ts|mjs)$/.test(basename(path)) || vague.test(basename(path)),
    );
    expect(odd).toEqual([]);
  });

  it('runs every test: none is switched off or runs alone', () => {
    const switched = code
      .filter((path) => path.endsWith('.test.ts'))
      .filter((path) => /\b(it|test|describe)\.(only|skip|todo|fails)\b/.test(read(path)));
    expect(switched).toEqual([]);
  });

  it('leaves no note of unfinished work', () => {
    const note = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|'));
    expect(source.filter((path) => note.test(read(path)))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const architecture = read('docs/architecture.md');

  it('says of each runtime dependency why it is here, and of no other', () => {
    const section = architecture.split('## Dependencies')[1]?.split('\n## ')[0] ?? '';
    const told = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
    const { dependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'optionalDependencies',
      Record<string, string>
    >;
    const all = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(told.sort()).toEqual(all.sort());
  });

  it('gives one word per idea: no exported name uses a word that the glossary refuses', () => {
    const section = architecture.split('## Glossary')[1]?.split('\n## ')[0] ?? '';
    const refused = [...section.matchAll(/^\|[^|]*\|[^|]*\| ([a-z, ]+) \|$/gm)]
      .flatMap((match) => (match[1] ?? '').split(', '))
      .filter((word) => word !== 'not');
    expect(refused.length).toBeGreaterThan(5);
    const found = source.flatMap((path) =>
      [...read(path).matchAll(/^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm)]
        .map((match) => match[1] ?? '')
        .filter((name) => refused.some((word) => wordsOf(name).includes(word)))
        .map((name) => `${path}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('knows every folder of the code', () => {
    const folders = readdirSync(join(root, 'contracts'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `contracts/${entry.name}`);
    expect(folders.filter((folder) => !architecture.includes(`\`${folder}\``))).toEqual([]);
  });
});

const ofChanges = [...changeRules.map((rule) => rule.id), ...Object.keys(versionRules)];

describe('lint rules', () => {
  it.each(rules.map((rule) => rule.id))('%s has a page', (id) => {
    expect(existsSync(join(root, `docs/rules/${id}.md`))).toBe(true);
  });

  it.each(rules.map((rule) => rule.id))('%s has cases', (id) => {
    expect(existsSync(join(root, `test/cases/lint/${id}`))).toBe(true);
  });

  it.each(impactRules.map((rule) => rule.id))('%s has a page', (id) => {
    expect(existsSync(join(root, `docs/rules/${id}.md`))).toBe(true);
  });

  it.each(ofChanges)('%s has a page', (id) => {
    expect(existsSync(join(root, `docs/rules/${id}.md`))).toBe(true);
  });

  it('no page and no case stands without its rule', () => {
    const ids = rules.map((rule) => rule.id);
    const pages = entries('docs/rules').map((name) => name.replace(/\.md$/, ''));
    const cases = entries('test/cases/lint');
    const gate = [...impactRules.map((rule) => rule.id), ...ofChanges];
    expect(cases.filter((id) => !ids.includes(id))).toEqual([]);
    expect(pages.filter((id) => ![...ids, ...gate, 'README'].includes(id))).toEqual([]);
  });
});

describe('decisions', () => {
  it('are numbered without a gap and say context, decision and consequences', () => {
    const names = entries('docs/decisions').sort();
    names.forEach((name, index) => {
      expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
      const text = read(`docs/decisions/${name}`);
      for (const part of ['**Context.**', '**Decision.**', '**Consequences.**']) {
        expect(text, name).toContain(part);
      }
    });
  });
});

function entries(folder: string): string[] {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
}

/** `readPlanFiles` → read, plan, files. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/);
}
