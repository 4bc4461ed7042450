import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { type CommandContext, UsageError } from '../../command.ts';
import { environmentOf, environmentPath } from '../../environment.ts';
import { parseEnvironmentFile } from '../../environment-file.ts';
import { isUnreachable } from '../../unreachable-error.ts';
import type { ReplayReport } from '../gate-result.ts';
import { replayStored } from '../replay-stored.ts';

/** The replay of one check. */
export interface GateReplay {
  /** A store that does not answer is told in `unchecked`: all else of the check still counts. */
  readonly judge: (previous: Plan, current: Plan) => Promise<ReplayReport>;
  /** Why the store could not be asked, once it was tried. */
  unreachable(): string | undefined;
}

interface ReplaySides {
  readonly base: {
    readonly name: string;
    text(path: string): Promise<string | undefined>;
  };
  /** Whether a file of the head differs from the base. */
  isChanged(path: string): Promise<boolean>;
}

/**
 * Opens the replay over the environment as the base of the comparison has it: a change that chose the
 * server, or the variables that are sent there, would get the secrets of the job.
 * @throws UsageError where neither side has the environment, or its file is none.
 */
export async function openReplay(
  { days, environment: environmentName }: { readonly days: number; readonly environment: string },
  { base, isChanged }: ReplaySides,
  context: CommandContext,
): Promise<GateReplay> {
  const path = environmentPath(environmentName);
  const text = await base.text(path);
  const nothing = (why: string): ReplayReport => ({
    ...{ environment: environmentName, days, streams: [], seconds: 0 },
    unreadable: 'all',
    unchecked: [`Stored messages: none was judged again: ${why}`],
  });
  if (text === undefined) {
    const isNew = existsSync(join(context.cwd, path)) || (await isChanged(path));
    if (!isNew) {
      throw new UsageError(`there is no ${path} in ${base.name}, which says where the stores are`);
    }
    const why = `${base.name} has no ${path}, and that of the change itself is not used`;
    return { judge: async () => nothing(why), unreachable: () => undefined };
  }
  const environment = environmentOf(parseEnvironmentFile(text, path), context.env);
  const notes = (await isChanged(path))
    ? [
        `${path} differs from ${base.name}: the environment of the base was asked, since a change does not choose where the variables of this job are sent`,
      ]
    : [];
  let unreachable: string | undefined;
  return {
    judge: async (previous, current) => {
      try {
        const report = await replayStored({
          ...{ previous, current, environmentName, environment, days },
          nowMs: Date.now(),
          progress: (judged) => context.stderr(`${judged} stored messages judged\n`),
        });
        return { ...report, unchecked: [...notes, ...report.unchecked] };
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        unreachable = error.message;
        const report = nothing(error.message);
        return { ...report, unchecked: [...notes, ...report.unchecked] };
      }
    },
    unreachable: () => unreachable,
  };
}
