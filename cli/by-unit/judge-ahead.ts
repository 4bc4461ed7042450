import { availableParallelism } from 'node:os';
import { keepTexts } from '../../contracts/source/remembered.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { judgeShard, type UnitFindings } from './judge-shard.ts';
import type { PlantUnit } from './plant-units.ts';
import { hasThreads, judgeInThread } from './shard-thread.ts';
import { type Shard, splitUnits } from './split-units.ts';
import type { UnitFacts } from './unit-facts.ts';

/** What threads made of a plant, each of its part, by unit. */
export interface JudgedAhead {
  readonly facts: readonly UnitFacts[];
  readonly findings: readonly UnitFindings[];
  readonly shards: readonly Shard[];
}

/** Each takes memory and starts with the loading of the program. */
const mostThreads = 4;

/**
 * Judges all units in as many parts as there are cores, each with those that its units seem to need.
 * Whether they were all that they need is seen by the facts. Undefined where this is not possible.
 */
export async function judgeAhead(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
): Promise<JudgedAhead | undefined> {
  const count = Math.min(mostThreads, availableParallelism());
  if (!hasThreads || count < 2) return undefined;
  const shards = await splitUnits(files, units, count);
  const [first, ...others] = shards;
  if (first === undefined) return undefined;
  // The threads must run before this one is busy with its own part.
  const threads = await Promise.all(others.map((shard) => judgeInThread(files, units, shard)));
  const own = await judgeShard(files, units, first.own, first.among);
  const answers = await Promise.all(threads.map(({ answer }) => answer));
  const facts: UnitFacts[] = [];
  const findings: UnitFindings[] = [];
  for (const [at, shard] of shards.entries()) {
    const answer = at === 0 ? undefined : answers[at - 1];
    const judged = at === 0 ? own : answer?.judged;
    if (judged === undefined) return undefined;
    if (answer !== undefined) keepTexts(answer.kept);
    for (const [index, unit] of shard.own.entries()) {
      const [said, found] = [judged.facts[index], judged.findings[index]];
      if (said === undefined || found === undefined) return undefined;
      facts[unit] = said;
      findings[unit] = found;
    }
  }
  return { facts, findings, shards };
}
