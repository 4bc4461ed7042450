import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planChanges } from '../../deploy/database/apply-plan.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { parseOptions } from '../parse-options.ts';
import { changeSetCounts, renderChangeSet } from '../render/change-set.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reaching } from '../runtime/reaching.ts';

export const command: Command = {
  name: 'plan',
  usage: `Usage: tundish plan <environment> [--format text|json] [-o <file>]

Compares the contracts with the databases that environments/<environment>.yaml names, and changes
nothing. A line says what apply would add (+), alter (~) or remove (-), and what it keeps although no
contract asks for it.

  --format json   the change set with its SQL statements, on stdout
  -o <file>       writes that JSON into a file as well

Exit codes: 0 apply would do it, 1 errors in the contracts or a difference that apply refuses,
4 a database does not answer.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
      output: { type: 'string', short: 'o' },
    });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      throw new UsageError('plan needs one environment');
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`'${values.format}' is not a format; choose text or json`);
    }
    const environment = await readEnvironment(context.cwd, name, context.env);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const { stores, close } = openStores(environment);
    try {
      const changes = await reaching(name, planChanges(built.plan, stores, { now: Date.now() }));
      const json = `${JSON.stringify(changes, null, 2)}\n`;
      if (values.output !== undefined) await writeFile(join(context.cwd, values.output), json);
      const refused = changes.refusals.length > 0;
      const next = refused ? 'settle what is refused, then plan again' : `tundish apply ${name}`;
      const nothing = changes.additions.length === 0 && !refused;
      const summary = nothing
        ? `The databases of ${name} are what the contracts say.\n`
        : `${changeSetCounts(changes)}.\nNext: ${next}\n`;
      if (values.format === 'json') {
        context.stdout(json);
        context.stderr(summary);
      } else {
        context.stdout(`${renderChangeSet(changes, name)}${summary}`);
      }
      return refused ? exitCode.findings : exitCode.ok;
    } finally {
      await close();
    }
  },
};
