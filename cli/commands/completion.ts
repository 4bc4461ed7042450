import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { completionScripts } from '../authoring/completion-scripts.ts';
import { completionWords } from '../authoring/completion-words.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';

/** A row of the table of commands, as far as completion needs it. */
interface NamedCommand {
  readonly name: string;
  load(): Promise<Command>;
}

const shells = Object.keys(completionScripts).join('|');

/** The command over the commands that it completes. */
export function completionOf(commands: readonly NamedCommand[]): Command {
  return {
    name: 'completion',
    usage: `Usage: tundish completion ${shells}

Prints a script for the shell: commands, flags, rules, products, contracts and environments complete
with Tab. The script's first line says where it belongs.`,
    async run(args, context) {
      const [first, separator, ...words] = args;
      if (first === 'words' && separator === '--') {
        const found = await wordsFor(words, commands, context);
        context.stdout(found.map((word) => `${word}\n`).join(''));
        return exitCode.ok;
      }
      if (first === undefined || !Object.hasOwn(completionScripts, first) || args.length > 1) {
        throw new UsageError(`expected one of ${shells}`);
      }
      context.stdout(completionScripts[first as keyof typeof completionScripts]);
      return exitCode.ok;
    },
  };
}

async function wordsFor(
  words: readonly string[],
  commands: readonly NamedCommand[],
  context: CommandContext,
): Promise<readonly string[]> {
  const [name, ...rest] = words;
  if (name === undefined || rest.length === 0) {
    const unfinished = name ?? '';
    return commands.map((row) => row.name).filter((each) => each.startsWith(unfinished));
  }
  const command = await commands.find((row) => row.name === name)?.load();
  if (command === undefined) return [];
  const files = await (await diskFiles(context.cwd)).list();
  const usage = (await command.usageOf?.(rest)) ?? command.usage;
  return completionWords({ words: rest, usage, files });
}
