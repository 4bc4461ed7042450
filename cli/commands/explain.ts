import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulePage } from '../../contracts/lint/rule.ts';
import { rules } from '../../contracts/lint/rules.ts';
import { bindingRules } from '../../contracts/model/binding-rules.ts';
import { planRules } from '../../contracts/plan/plan-problems.ts';
import type { ReadingRule } from '../../contracts/source/reading-rule.ts';
import { sourceRules } from '../../contracts/source/source-rules.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { packageRoot } from '../package-root.ts';
import { parseOptions } from '../parse-options.ts';

/** Rules of the reader, the binder and the plan: what they say needs no page of its own. */
const readingRules: Readonly<Record<string, ReadingRule>> = {
  ...sourceRules,
  ...bindingRules,
  ...planRules,
};

export const command: Command = {
  name: 'explain',
  usage:
    'Usage: tundish explain <rule>   the page of a rule\n       tundish explain          all rules with one line each',
  async run(args, context) {
    const { positionals } = parseOptions(args, {});
    if (positionals.length > 1) throw new UsageError('explain takes one rule at a time');
    const [id] = positionals;
    if (id === undefined) {
      context.stdout(`${overview()}\nNext: tundish explain ${rules[0]?.id ?? '<rule>'}\n`);
      return exitCode.ok;
    }
    context.stdout(await explanationOf(id));
    return exitCode.ok;
  },
};

async function explanationOf(id: string): Promise<string> {
  if (rules.some((rule) => rule.id === id)) {
    return readFile(join(packageRoot(), rulePage(id)), 'utf8');
  }
  const reading = Object.hasOwn(readingRules, id) ? readingRules[id] : undefined;
  if (reading !== undefined) return `# ${id}\n\n**${reading.severity}**: ${reading.why}\n`;
  const known = [...rules.map((rule) => rule.id), ...Object.keys(readingRules)];
  const suggestion = nearest(id, known);
  throw new UsageError(
    `there is no rule '${id}'${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`}`,
  );
}

function overview(): string {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return rules
    .map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.summary}\n`)
    .join('');
}
