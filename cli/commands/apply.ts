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
  usage: `Usage: tundish apply <environment> [--drop <store.object>]...

Creates missing schemas, tables, views, indexes, partitions, roles and grants, adds nullable columns,
lets columns be NULL, makes checks what the contracts say where the rows allow it, and takes grants back
that no port asks for. What the databases hold beyond the contracts stays and is told. Any other
difference is refused by name before anything is altered. Run it as often as you like: a second time
changes nothing.

  --drop <store.object>   drops a table or view that no contract has, with the rows in it, as
                          curated.heat_v1; nothing that something else needs. May stand several times

Exit codes: 0 applied, 1 refused or errors in the contracts, 4 a database does not answer.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      drop: { type: 'string', multiple: true },
    });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      throw new UsageError('apply needs one environment');
    const environment = await readEnvironment(context.cwd, name, context.env);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const { stores, close } = openStores(environment);
    try {
      const drops = values.drop ?? [];
      const result = await reaching(
        name,
        applyPlan(built.plan, stores, { now: Date.now(), drops }),
      );
      if (result.kind === 'refused') {
        context.stderr(renderChangeSet({ ...result, additions: [] }, name));
        context.stderr(
          `Refused, nothing was changed: ${changeSetCounts(result)}.\nNext: settle what is refused, then tundish plan ${name}\n`,
        );
        return exitCode.findings;
      }
      context.stdout(renderChangeSet(result, name));
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
