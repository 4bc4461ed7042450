import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type Finding, hasErrors } from '../../contracts/finding.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { checkRepository } from '../check-repository.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { coloursFor } from '../render/colours.ts';
import { countsText, plural } from '../render/counts.ts';
import { renderGithub } from '../render/github.ts';
import { renderJson } from '../render/json.ts';
import { renderText } from '../render/text.ts';

const formats = ['text', 'json', 'github'] as const;

export const command: Command = {
  name: 'check',
  usage: `Usage: tundish check [--format text|json|github] [path …]

Reads the whole plant in the current folder, because contracts refer to each other; paths only choose
which findings are shown. Needs no network and no environment.

Exit codes: 0 nothing to change (warnings and remarks allowed), 1 errors, 2 usage, 3 there was
nothing that could be checked.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
    });
    const format = formats.find((known) => known === values.format);
    if (format === undefined) {
      throw new UsageError(`'${values.format}' is not a format; choose ${formats.join(', ')}`);
    }
    const chosen = positionals.map((path) => pathInside(context.cwd, path));
    if (!existsSync(join(context.cwd, 'plant.yaml'))) {
      context.stderr(
        'tundish check: there is no plant.yaml in this folder, so there is no plant to check. Run it in the root of the repository.\n',
      );
      return exitCode.unchecked;
    }
    const files = await diskFiles(context.cwd);
    const checked = await checkRepository(files);
    const findings = checked.findings.filter((finding) => isChosen(finding, chosen));
    await print(format, findings, files, context);
    if (hasErrors(findings)) return exitCode.findings;
    return checked.plant === undefined ? exitCode.unchecked : exitCode.ok;
  },
};

async function print(
  format: (typeof formats)[number],
  findings: readonly Finding[],
  files: RepositoryFiles,
  context: CommandContext,
): Promise<void> {
  const summary = summaryOf(findings);
  switch (format) {
    case 'json':
      context.stdout(renderJson(findings));
      context.stderr(summary);
      return;
    case 'github':
      context.stdout(renderGithub(findings));
      context.stderr(summary);
      return;
    case 'text': {
      const texts = await textsOf(findings, files);
      const colours = coloursFor(context.isTerminal, context.env);
      const text = renderText(findings, (file) => texts.get(file), colours);
      context.stdout(`${text}${text === '' ? '' : '\n'}${summary}`);
    }
  }
}

/** The verdict and the next command. */
function summaryOf(findings: readonly Finding[]): string {
  const first = findings.find((finding) => finding.severity === 'error') ?? findings[0];
  if (first === undefined) return 'Nothing to change.\nNext: tundish generate\n';
  const places = new Set(findings.map((finding) => finding.place.file)).size;
  const next = hasErrors(findings) ? `tundish explain ${first.rule}` : 'tundish generate';
  return `${countsText(findings)} in ${plural(places, 'file')}\nNext: ${next}\n`;
}

async function textsOf(
  findings: readonly Finding[],
  files: RepositoryFiles,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { place } of findings) {
    if (texts.has(place.file)) continue;
    const bytes = await files.read(place.file);
    if (bytes !== undefined) texts.set(place.file, new TextDecoder().decode(bytes));
  }
  return texts;
}

/** A path of the command line as the repository names it. */
function pathInside(root: string, path: string): string {
  const inside = relative(root, resolve(root, path)).replaceAll(sep, '/');
  if (inside.startsWith('..') || !existsSync(join(root, inside))) {
    throw new UsageError(`there is no '${path}' in this repository`);
  }
  return inside;
}

function isChosen(finding: Finding, chosen: readonly string[]): boolean {
  return (
    chosen.length === 0 ||
    chosen.some(
      (path) =>
        path === '' || finding.place.file === path || finding.place.file.startsWith(`${path}/`),
    )
  );
}
