import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type Finding, hasErrors } from '../../contracts/finding.ts';
import { checkRepository } from '../check-repository.ts';
import type { CommandContext } from '../command.ts';
import { heldFiles } from '../held-files.ts';
import { coloursFor } from '../render/colours.ts';
import { countsText } from '../render/counts.ts';
import { renderText } from '../render/text.ts';
import { sourceTexts } from '../source-texts.ts';
import { type BuiltPlant, buildPlant, ContractsRefused } from './built-plant.ts';

/** A plant without errors, and what check says about it all the same. */
export interface CheckedPlant extends BuiltPlant {
  readonly findings: readonly Finding[];
}

/**
 * Builds the plant in the current folder; undefined after telling which contracts hold errors, and
 * that `nothing` came of them.
 */
export async function buildOrFindings(
  context: CommandContext,
  nothing = 'nothing was made of the contracts',
): Promise<CheckedPlant | undefined> {
  // What was judged is what is built, also while somebody saves a file.
  const files = heldFiles(await diskFiles(context.cwd));
  try {
    const { findings } = await checkRepository(files);
    if (hasErrors(findings)) throw new ContractsRefused(findings);
    return { ...(await buildPlant(files)), findings };
  } catch (error) {
    if (!(error instanceof ContractsRefused)) throw error;
    const errors = error.findings.filter((finding) => finding.severity === 'error');
    const texts = await sourceTexts(errors, files);
    const colours = coloursFor(context.isTerminal, context.env);
    const text = renderText(errors, (file) => texts.get(file), colours);
    context.stderr(`${text}\n${countsText(errors)}; ${nothing}.\n`);
    context.stderr('Next: tundish check\n');
    return undefined;
  }
}
