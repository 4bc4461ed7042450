import { type CommandContext, UsageError } from '../command.ts';

/**
 * The flag's value, a person's answer, or the default, in this order. A wrong answer is asked again,
 * a wrong flag is a usage error.
 * @param problemOf what is wrong with a value, or undefined.
 */
export async function answered(
  context: CommandContext,
  flagged: string | undefined,
  preset: string,
  problemOf: (text: string) => string | undefined,
  question: string,
  flag: string,
): Promise<string> {
  if (flagged !== undefined || context.ask === undefined) {
    const value = flagged ?? preset;
    const problem = problemOf(value);
    if (problem !== undefined) throw new UsageError(`${flag}: ${problem}`);
    return value;
  }
  for (;;) {
    const answer = (await context.ask(`${question} [${preset}]? (${flag}) `)) || preset;
    const problem = problemOf(answer);
    if (problem === undefined) return answer;
    context.stderr(`${problem}\n`);
  }
}
