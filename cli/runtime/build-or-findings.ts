import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { hasErrors } from '../../contracts/finding.ts';
import { checkRepository } from '../check-repository.ts';
import type { CommandContext } from '../command.ts';
import { coloursFor } from '../render/colours.ts';
import { countsText } from '../render/counts.ts';
import { renderText } from '../render/text.ts';
import { type BuiltPlant, buildPlant, ContractsRefused } from './built-plant.ts';

/** Builds the plant in the current folder; undefined after telling which contracts hold errors. */
export async function buildOrFindings(context: CommandContext): Promise<BuiltPlant | undefined> {
  try {
    const files = await diskFiles(context.cwd);
    const { findings } = await checkRepository(files);
    if (hasErrors(findings)) throw new ContractsRefused(findings);
    return await buildPlant(files);
  } catch (error) {
    if (!(error instanceof ContractsRefused)) throw error;
    const errors = error.findings.filter((finding) => finding.severity === 'error');
    const text = renderText(errors, () => undefined, coloursFor(context.isTerminal, context.env));
    context.stderr(`${text}\n${countsText(errors)}; nothing was made of the contracts.\n`);
    context.stderr('Next: tundish check\n');
    return undefined;
  }
}
