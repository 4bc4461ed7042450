import type { Finding } from '../contracts/finding.ts';
import type { RepositoryFiles } from '../contracts/source/repository-files.ts';
import { applyFixes } from './apply-fixes.ts';
import type { CommandContext } from './command.ts';
import { plural } from './render/counts.ts';
import { visible } from './render/visible.ts';

const mostRounds = 5;

/** Checks and fixes until no fix is left; fixes that overlap take one round each. */
export async function fixAll<
  Checked extends { readonly files: RepositoryFiles; readonly findings: readonly Finding[] },
>(check: () => Promise<Checked>, context: CommandContext): Promise<Checked> {
  let checked = await check();
  let count = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const fixed = await applyFixes(context.cwd, checked.files, checked.findings);
    if (fixed.length === 0) break;
    count += fixed.length;
    for (const { place, rule, fix } of fixed) {
      context.stderr(
        `fixed ${visible(place.file)}:${place.line} ${rule}: ${visible(fix?.title ?? '')}\n`,
      );
    }
    checked = await check();
  }
  context.stderr(
    count === 0 ? 'Nothing could be fixed.\n' : `${plural(count, 'finding')} fixed.\n`,
  );
  return checked;
}
