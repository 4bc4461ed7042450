import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { parseOptions } from '../parse-options.ts';
import { changeSetCounts, renderChangeSet } from '../render/change-set.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reaching } from '../runtime/reaching.ts';

export const command: Command = {
  name: 'apply',
  usage: `Usage: tundish apply <environment>

Creates missing schemas, tables, views, indexes, partitions, roles and grants, adds nullable columns
and lets columns be NULL. Any other difference is refused by name before anything is altered. Run it as often as you
like: a second time changes nothing.

Exit codes: 0 applied, 1 refused or errors in the contracts, 4 a database does not answer.`,
  async run(args, context) {
    const { positionals } = parseOptions(args, {});
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      throw new UsageError('apply needs one environment');
    const environment = await readEnvironment(context.cwd, name, context.env);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const { stores, close } = openStores(environment);
    try {
      const result = await reaching(name, applyPlan(built.plan, stores, { now: Date.now() }));
      if (result.kind === 'refused') {
        context.stderr(renderChangeSet({ ...result, additions: [] }));
        context.stderr(
          `Refused, nothing was changed: ${changeSetCounts(result)}.\nNext: settle what is refused, then tundish plan ${name}\n`,
        );
        return exitCode.findings;
      }
      context.stdout(renderChangeSet(result));
      context.stdout(
        result.additions.length === 0
          ? `The databases of ${name} were already what the contracts say.\nNext: tundish run all ${name}\n`
          : `Applied to ${name}: ${changeSetCounts(result)}.\nNext: tundish run all ${name}\n`,
      );
      return exitCode.ok;
    } finally {
      await close();
    }
  },
};
