import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { compareText } from '../../contracts/finding.ts';
import type { Artifact } from '../../contracts/generate/artifact.ts';
import { GENERATED_MARK, generateArtifacts } from '../../contracts/generate/index.ts';
import { generateTypes } from '../../contracts/generate/typescript/generate-types.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';

export const command: Command = {
  name: 'generate',
  usage: `Usage: tundish generate [--check]

Writes the generated/ folders of all products and of the plant, and removes files there that no
contract makes any more. Files without the header of tundish are never touched. TypeScript types of
views and messages go to .tundish/types, which is not committed.

  --check   writes nothing; names every file that is missing, stale or no longer made

Exit codes: 0 all is as the contracts say, 1 the contracts hold errors or --check found a difference.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      check: { type: 'boolean', default: false },
    });
    if (positionals.length > 0)
      throw new UsageError('generate takes no paths: it writes all files');
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const files = await diskFiles(context.cwd);
    const artifacts = generateArtifacts(built.plan, built.plant, sha256);
    const changes = await changesOf(files, artifacts);
    if (values.check === true) return report(changes, artifacts.length, context);
    await write(changes, context.cwd);
    await writeTypes(built.plan, context.cwd);
    const { length } = changes;
    context.stdout(
      `${plural(artifacts.length, 'generated file')}, ${length === 0 ? 'all as they were' : `${length} changed`}.\n` +
        'Next: review them with git diff, then tundish plan <environment>\n',
    );
    return exitCode.ok;
  },
};

interface FileChange {
  readonly path: string;
  readonly kind: 'missing' | 'stale' | 'no longer made';
  /** What stands there now; absent where it does not matter. */
  readonly before?: string;
  /** Undefined for files to remove. */
  readonly text: string | undefined;
}

async function changesOf(
  files: RepositoryFiles,
  artifacts: readonly Artifact[],
): Promise<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const { path, text } of artifacts) {
    const bytes = await files.read(path);
    if (bytes === undefined) {
      changes.push({ path, kind: 'missing', text });
      continue;
    }
    const before = new TextDecoder().decode(bytes);
    if (before !== text) changes.push({ path, kind: 'stale', text, before });
  }
  const made = new Set(artifacts.map((artifact) => artifact.path));
  for (const path of await files.list()) {
    if (made.has(path) || !/^(products\/[^/]+\/[^/]+\/)?generated\/[^/]+$/.test(path)) continue;
    const bytes = await files.read(path);
    const [firstLine] = new TextDecoder().decode(bytes).split('\n', 1);
    if (firstLine?.includes(GENERATED_MARK) === true) {
      changes.push({ path, kind: 'no longer made', text: undefined });
    }
  }
  return changes.sort((a, b) => compareText(a.path, b.path));
}

function report(changes: readonly FileChange[], total: number, context: CommandContext): number {
  if (changes.length === 0) {
    context.stdout(`${plural(total, 'generated file')}, all as the contracts say.\n`);
    return exitCode.ok;
  }
  for (const change of changes) context.stdout(`${changeLines(change).join('\n')}\n`);
  context.stdout(
    `${plural(changes.length, 'file')} ${changes.length === 1 ? 'differs' : 'differ'} from what the contracts say.\nNext: tundish generate, and commit what it writes\n`,
  );
  return exitCode.findings;
}

const words = {
  missing: 'missing: a contract makes it, and it is not there',
  stale: 'stale',
  'no longer made': 'no longer made by any contract',
} as const;

/** The file, and of a stale one the first line that differs, as a diff shows it. */
function changeLines({ path, kind, before, text }: FileChange): readonly string[] {
  if (before === undefined || text === undefined) return [`${path}: ${words[kind]}`];
  // The header holds the content's hash, so it always differs: the content says what changed.
  const is = contentOf(before);
  const should = contentOf(text);
  const sameContent = is.lines.join('\n') === should.lines.join('\n');
  const [from, to] = sameContent
    ? [before.split('\n'), text.split('\n')]
    : [is.lines, should.lines];
  const at = from.findIndex((line, index) => line !== to[index]);
  const index = at === -1 ? from.length : at;
  const line = index + 1 + (sameContent ? 0 : is.first);
  return [
    `${path}: ${words[kind]}, first at line ${line}`,
    `    - ${shown(from[index])}`,
    `    + ${shown(to[index])}`,
  ];
}

/** The lines behind the header, and how many the header has. */
function contentOf(text: string): { readonly lines: readonly string[]; readonly first: number } {
  const lines = text.split('\n');
  const hash = lines.slice(0, 10).findIndex((line) => line.includes('SHA-256 of what follows'));
  return { lines: lines.slice(hash + 1), first: hash + 1 };
}

function shown(line: string | undefined): string {
  if (line === undefined) return '(the file ends here)';
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}

async function write(changes: readonly FileChange[], root: string): Promise<void> {
  for (const { path, text } of changes) {
    const full = join(root, path);
    if (text === undefined) {
      await rm(full);
      continue;
    }
    await mkdir(dirname(full), { recursive: true });
    await refuseLinks(root, path);
    await writeFile(full, text);
  }
}

/** Types are for machines: built beside the validators, not committed. */
async function writeTypes(plan: Plan, root: string): Promise<void> {
  const types = generateTypes(plan).map(({ path, text }) => ({
    path: `.tundish/${path}`,
    kind: 'missing' as const,
    text,
  }));
  await write(types, root);
}

/** A link in a pull request must not lead a generated file to another place of the machine. */
async function refuseLinks(root: string, path: string): Promise<void> {
  let current = root;
  for (const part of path.split('/')) {
    current = join(current, part);
    const found = await lstat(current).catch(() => undefined);
    if (found?.isSymbolicLink() === true) {
      throw new UsageError(
        `${path} leads through a symbolic link; generated files need real folders`,
      );
    }
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
