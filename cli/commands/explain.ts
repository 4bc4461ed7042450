import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '../../contracts/source/suggestion.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { packageRoot } from '../package-root.ts';
import { parseOptions } from '../parse-options.ts';
import { type CatalogedRule, ruleFamilies } from '../rule-catalog.ts';

export const command: Command = {
  name: 'explain',
  usage: `Usage: tundish explain <rule>   the page of a rule: problem, why it matters, what to write instead
       tundish explain          all rules by what they are about, with one line each`,
  async run(args, context) {
    const { positionals } = parseOptions(args, {});
    if (positionals.length > 1) throw new UsageError('explain takes one rule at a time');
    const [id] = positionals;
    if (id === undefined) {
      context.stdout(`${overview()}\nNext: tundish explain ${firstRule()}\n`);
      return exitCode.ok;
    }
    context.stdout(await explanationOf(id));
    return exitCode.ok;
  },
};

async function explanationOf(id: string): Promise<string> {
  const known = ruleFamilies().flatMap((family) => family.rules);
  const rule = known.find((each) => each.id === id);
  if (rule?.file !== undefined) return readFile(join(packageRoot(), rule.file), 'utf8');
  if (rule !== undefined) return shortPage(rule);
  const ids = known.map((each) => each.id);
  throw new UsageError(`there is no rule '${id}'${suggestionFor(id, ids)}`);
}

/** The rule that is spelt like it, else rules that share one of its longer words. */
function suggestionFor(id: string, known: readonly string[]): string {
  const near = nearest(id, known);
  if (near !== undefined) return `; did you mean '${near}'?`;
  const words = id.toLowerCase().match(/[a-z]{4,}/g) ?? [];
  const akin = known.filter((each) => words.some((word) => each.split('-').includes(word)));
  return akin.length === 0 ? '' : `; akin are ${akin.slice(0, 6).join(', ')}`;
}

function shortPage({ id, severity, why, page }: CatalogedRule): string {
  const head = `# ${id}\n\n**${severity}**`;
  if (page === undefined) return `${head}: ${why}\n`;
  return `${head}\n\n## Problem\n\n${page.problem}\n\n## Why\n\n${why}\n\n## Instead\n\n${page.instead}\n`;
}

function overview(): string {
  const families = ruleFamilies();
  const width = Math.max(...families.flatMap(({ rules }) => rules.map(({ id }) => id.length)));
  return families
    .map(({ title, rules }) => {
      const lines = rules.map(
        (rule) => `  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.summary}\n`,
      );
      return `${title}\n${lines.join('')}`;
    })
    .join('\n');
}

function firstRule(): string {
  return ruleFamilies()[0]?.rules[0]?.id ?? '<rule>';
}
