import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { namedFiles } from '../../contracts/exchange/named-files.ts';
import { hasErrors } from '../../contracts/finding.ts';
import { planPlant } from '../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { type ExportFormat, type ExportSource, exportFormats } from '../exchange/export-formats.ts';
import {
  allContracts,
  fileStem,
  namedContract,
  type PlantContract,
  wholeOf,
} from '../exchange/plant-contracts.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import { renderLossTable } from '../render/loss-table.ts';
import { writeAtomically } from '../write-atomically.ts';

const names = Object.keys(exportFormats);

export const command: Command = {
  name: 'export',
  usage: `Usage: tundish export <format> <contract>[@major] [-o <file>]
       tundish export <format> --all -o <folder>

${Object.entries(exportFormats)
  .map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`)
  .join('\n')}

Writes one contract of the plant in the current folder for other tools, to stdout or to the file,
and tells what the format has no place for. Without a major the highest is meant.

  -o, --output   the file, or with --all the folder; a workbook needs one
  --all          every contract of the plant, <name>.v<major>.<ending> each
  --force        replaces files that are there already
  --views        odcs only: the views that consumers read, every column, as in generated/`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      output: { type: 'string', short: 'o' },
      all: { type: 'boolean', default: false },
      views: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    });
    const [name, id, ...more] = positionals;
    if (name === undefined) throw new UsageError('expected a format');
    const format = exportFormats[name];
    if (format === undefined) {
      const hint = didYouMean(name, names);
      throw new UsageError(
        `'${name}' is no format to export${hint === undefined ? '' : `; ${hint}`}`,
      );
    }
    const isAll = values.all === true;
    if (more.length > 0 || (id === undefined) !== isAll)
      throw new UsageError('expected one contract, or --all and no contract');
    if (values.views === true && name !== 'odcs') throw new UsageError('--views belongs to odcs');
    if (isAll && values.output === undefined) throw new UsageError('--all needs -o <folder>');
    if (format.isBinary === true && values.output === undefined)
      throw new UsageError(`${name} needs -o <file>: it is no text`);
    const source = await sourceOf(context, values.views === true);
    if (source === undefined) return exitCode.findings;
    const contracts = isAll ? allContracts(source.plant) : [namedContract(source.plant, id ?? '')];
    const paths = contracts.map((contract) => outputPath(contract, format, values.output, isAll));
    if (values.force !== true) refuseOverwriting(context.cwd, paths);
    for (const [at, contract] of contracts.entries()) {
      const written = await format.write(contract, source);
      const { content } = written;
      const losses = [...written.losses, ...namedFiles(wholeOf(contract, source.sources))];
      const path = paths[at];
      if (path === undefined) {
        context.stdout(String(content));
        context.stderr(renderLossTable(losses));
        continue;
      }
      const target = resolve(context.cwd, path);
      await mkdir(dirname(target), { recursive: true });
      await writeAtomically(target, content, 'fast');
      context.stdout(`${path}\n${renderLossTable(losses)}`);
    }
    if (values.output !== undefined)
      context.stdout(
        `${plural(contracts.length, 'contract')} exported.\n${nextOf(name, format, paths[0] ?? values.output)}`,
      );
    return exitCode.ok;
  },
};

function outputPath(
  contract: PlantContract,
  format: ExportFormat,
  output: string | undefined,
  isAll: boolean,
): string | undefined {
  if (output === undefined || !isAll) return output;
  return join(output, `${fileStem(contract)}.${format.ending}`);
}

/** A contract that a person wrote must not be replaced by what was made of it. */
function refuseOverwriting(cwd: string, paths: readonly (string | undefined)[]): void {
  const standing = paths.filter((path) => path !== undefined && existsSync(resolve(cwd, path)));
  if (standing.length === 0) return;
  throw new UsageError(
    `${standing.join(', ')} ${standing.length === 1 ? 'is' : 'are'} there already; nothing was written. Name another place, or add --force to replace`,
  );
}

function nextOf(name: string, format: ExportFormat, output: string): string {
  return `Next: ${format.next ?? `tundish import ${name} ${output}, where it comes back`}\n`;
}

/** The plant without errors, or undefined after telling how to see them. */
async function sourceOf(
  context: CommandContext,
  views: boolean,
): Promise<ExportSource | undefined> {
  const { plant, findings, sources } = await readPlant(await diskFiles(context.cwd));
  if (plant === undefined || hasErrors(findings)) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    context.stderr(
      `The contracts hold ${plural(errors.length, 'error')}; nothing was exported.\nNext: tundish check\n`,
    );
    return undefined;
  }
  // Exports name no validator, so their hashes do not count.
  const plan = planPlant(plant, (name) => ({ name, sha256: '' }));
  return { plant, plan, sources, views };
}
