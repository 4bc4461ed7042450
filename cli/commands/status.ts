import { createHash } from 'node:crypto';
import { serialisePlan } from '../../contracts/plan/serialise-plan.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { environmentOf, readEnvironmentFile } from '../environment.ts';
import { serversOf } from '../operate/servers.ts';
import type { EnvironmentStatus } from '../operate/status/environment-status.ts';
import { readStatus } from '../operate/status/read-status.ts';
import { statusLines } from '../operate/status/status-text.ts';
import { parseOptions } from '../parse-options.ts';
import { coloursFor } from '../render/colours.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { reaching } from '../runtime/reaching.ts';

/** `tundish status <env>`: servers, databases, streams and steps at one moment. */
export const command: Command = {
  name: 'status',
  usage: `Usage: tundish status <environment> [--exact] [--format text|json]

Looks at one environment and changes nothing: whether its servers answer, whether the databases are
what the contracts say, whether its processes run and keep up, and per stream what was received, when,
what waits and whether the books balance.

  --exact   counts the rows of every table. Left out, streams of more than 256 MB are told (marked ≈)
            from the counters that move with their rows: their arrival is balanced, their tables are
            not counted

Exit codes: 0 all is well (what waits in quarantine is told), 1 something needs a person (nothing runs,
a step stands still or is later than its contract promises, books do not balance …), 4 a server does
not answer.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      exact: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError('status needs one environment');
    const { format } = values;
    if (format !== 'text' && format !== 'json') {
      throw new UsageError(`'${format}' is not a format; choose text or json`);
    }
    const file = await readEnvironmentFile(context.cwd, name);
    const environment = environmentOf(file, context.env);
    const servers = serversOf(environment, file);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    const fingerprint = createHash('sha256').update(serialisePlan(built.plan)).digest('hex');
    const status = await reaching(
      name,
      readStatus({
        plant: built.plant,
        plan: built.plan,
        exact: values.exact,
        fingerprint: fingerprint.slice(0, 12),
        environment,
        environmentName: name,
        servers,
        now: Date.now(),
      }),
    );
    const verdict = verdictOf(status);
    if (format === 'json') {
      context.stdout(`${JSON.stringify(status, null, 2)}\n`);
      context.stderr(verdict);
    } else {
      const lines = statusLines(status, coloursFor(context.isTerminal, context.env));
      context.stdout(`${lines.join('\n')}\n\n${verdict}`);
    }
    if (status.problems.some(({ kind }) => kind === 'unreachable')) return exitCode.unreachable;
    return status.problems.some(({ mild }) => !mild) ? exitCode.findings : exitCode.ok;
  },
};

function verdictOf({ problems, environment }: EnvironmentStatus): string {
  const [first] = problems;
  if (first === undefined) {
    return `All is well.\nNext: nothing to do; look again with tundish status ${environment}\n`;
  }
  const lines = problems.map(({ mild, text }) => `${mild ? '!' : '✗'} ${text}`);
  return `${lines.join('\n')}\nNext: ${first.next}\n`;
}
