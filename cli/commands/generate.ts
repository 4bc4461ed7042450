import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { generateTypes } from '../../contracts/generate/typescript/generate-types.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import {
  artifactsOf,
  firstDifference,
  keptFiles,
  type StaleFile,
  staleFiles,
} from '../gate/generated-files.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';

export const command: Command = {
  name: 'generate',
  usage: `Usage: tundish generate [--check]

Writes the generated/ folders of all products and of the plant, and removes files there that no
contract makes any more. Files without the header of tundish are never touched. TypeScript types of
views and messages go to .tundish/types, which is not committed. Where plant.yaml names reviewers of
domains, CODEOWNERS is written from them, unless there is one that somebody else wrote.

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
    const artifacts = artifactsOf(built.plan, built.plant);
    const changes = await staleFiles(files, artifacts);
    for (const path of await keptFiles(files, artifacts)) {
      context.stderr(
        `${path} stays as it is: somebody else wrote it. Delete it to have it made from the domains of plant.yaml.\n`,
      );
    }
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

function report(changes: readonly StaleFile[], total: number, context: CommandContext): number {
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
function changeLines({ path, kind, before, text }: StaleFile): readonly string[] {
  if (before === undefined || text === undefined) return [`${path}: ${words[kind]}`];
  const { line, is, should } = firstDifference(before, text);
  return [
    `${path}: ${words[kind]}, first at line ${line}`,
    `    - ${shown(is)}`,
    `    + ${shown(should)}`,
  ];
}

function shown(line: string | undefined): string {
  if (line === undefined) return '(the file ends here)';
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}

async function write(changes: readonly StaleFile[], root: string): Promise<void> {
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
