import { type Command, exitCode, UsageError } from '../command.ts';
import type { CheckResult } from '../operate/doctor/check-result.ts';
import { examine } from '../operate/doctor/examine.ts';
import { parseOptions } from '../parse-options.ts';
import { type Colours, coloursFor } from '../render/colours.ts';
import { plural } from '../render/counts.ts';

/** `tundish doctor [env]`: what keeps an environment, or this machine, from working. */
export const command: Command = {
  name: 'doctor',
  usage: `Usage: tundish doctor [<environment>] [--format text|json]

Checks this machine (Node, memory, disk, write access, leftovers of demos) and this repository; with
an environment also its URLs, names, ports, keys, databases (version, encoding, settings, rights,
clock), brokers (limits, queues with other arguments) and the files of its file sets. Changes nothing
and prints no secrets.

Exit codes: 0 nothing failed (warnings allowed), 1 something failed, 3 something could not be found
out.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
    });
    const [environment, ...more] = positionals;
    if (more.length > 0) throw new UsageError('doctor takes one environment at most');
    const { format } = values;
    if (format !== 'text' && format !== 'json') {
      throw new UsageError(`'${format}' is not a format; choose text or json`);
    }
    const results = await examine({
      root: context.cwd,
      env: context.env,
      environment,
      clock: Date.now,
    });
    const verdict = verdictOf(results, environment);
    if (format === 'json') {
      context.stdout(`${JSON.stringify(results, null, 2)}\n`);
      context.stderr(verdict);
    } else {
      const colours = coloursFor(context.isTerminal, context.env);
      context.stdout(`${resultLines(results, colours).join('\n')}\n\n${verdict}`);
    }
    if (results.some(({ outcome }) => outcome === 'failed')) return exitCode.findings;
    return results.some(({ outcome }) => outcome === 'unknown') ? exitCode.unchecked : exitCode.ok;
  },
};

const marks = { ok: '✓', warning: '!', failed: '✗', unknown: '?' } as const;

function resultLines(results: readonly CheckResult[], colours: Colours): readonly string[] {
  const groups = [...new Set(results.map(({ group }) => group))];
  return groups.flatMap((group) => [
    colours.strong(group),
    ...results
      .filter((result) => result.group === group)
      .flatMap(({ outcome, name, text, remedy }) => [
        `  ${marks[outcome]} ${name}: ${text}`,
        ...(remedy === undefined ? [] : [`      do: ${remedy}`]),
      ]),
  ]);
}

function verdictOf(results: readonly CheckResult[], environment: string | undefined): string {
  const count = (outcome: CheckResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const words = [
    `${count('ok')} ok`,
    ...(count('warning') === 0 ? [] : [plural(count('warning'), 'warning')]),
    ...(count('failed') === 0 ? [] : [`${count('failed')} failed`]),
    ...(count('unknown') === 0 ? [] : [`${count('unknown')} not found out`]),
  ];
  const again = environment === undefined ? 'tundish doctor' : `tundish doctor ${environment}`;
  const next =
    count('failed') > 0
      ? `do what stands under the first ✗, then ${again}`
      : environment === undefined
        ? 'tundish doctor <environment>'
        : `tundish up ${environment}`;
  return `${words.join(', ')}.\nNext: ${next}\n`;
}
