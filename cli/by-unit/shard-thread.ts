import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type KeptText, rememberIn } from '../../contracts/source/remembered.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { type JudgedShard, judgeShard } from './judge-shard.ts';
import type { PlantUnit } from './plant-units.ts';
import type { Shard } from './split-units.ts';
import { isJudged, readJudged } from './unit-keys.ts';

/** All that a thread needs: it reads no files itself, so that all threads see one state of them. */
interface ShardTask {
  readonly task: typeof taskName;
  readonly units: readonly PlantUnit[];
  readonly shard: Shard;
  readonly listing: readonly string[];
  readonly links: readonly string[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

interface ShardAnswer {
  readonly judged: JudgedShard;
  /** What the thread computed on the way, for the memory of the process. */
  readonly kept: readonly KeptText[];
}

const taskName = 'judge a shard';

/** Threads can be started from the compiled program alone. */
export const hasThreads = import.meta.url.endsWith('.js');

/** A thread at work; its answer is undefined where the shard could not be judged there. */
export interface ShardThread {
  readonly shard: Shard;
  readonly answer: Promise<ShardAnswer | undefined>;
}

/** Starts to judge a shard in a thread of its own. */
export async function judgeInThread(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  shard: Shard,
): Promise<ShardThread> {
  const task: ShardTask = {
    task: taskName,
    units,
    shard,
    listing: await files.list(),
    links: (await files.links?.()) ?? [],
    contents: await contentsOf(files, units, shard),
  };
  const thread = new Worker(new URL(import.meta.url), { workerData: task });
  const answer = new Promise<ShardAnswer | undefined>((resolve) => {
    thread.once('message', (judged: ShardAnswer | undefined) => resolve(judged));
    thread.once('error', () => resolve(undefined));
    thread.once('exit', () => resolve(undefined));
  });
  return { shard, answer };
}

async function contentsOf(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  { among }: Shard,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for (const unit of among) {
    for (const path of units[unit]?.paths ?? []) {
      if (unit === 0 && !path.startsWith('products/') && path !== 'plant.yaml') continue;
      const bytes = isJudged(path) ? await readJudged(files, path) : undefined;
      if (bytes !== undefined) contents.set(path, bytes);
    }
  }
  return contents;
}

async function answer({ units, shard, listing, links, contents }: ShardTask): Promise<void> {
  const kept: KeptText[] = [];
  rememberIn({
    recall: () => undefined,
    keep: (kind, input, result) => kept.push([kind, input, JSON.stringify(result)]),
  });
  const files: RepositoryFiles = {
    list: async () => listing,
    links: async () => links,
    read: async (path, maxBytes) => {
      const bytes = contents.get(path);
      if (bytes === undefined || bytes.length > (maxBytes ?? bytes.length)) {
        throw new Error(`${path} is not at hand in this thread`);
      }
      return bytes;
    },
  };
  const judged = await judgeShard(files, units, shard.own, shard.among);
  parentPort?.postMessage(judged === undefined ? undefined : { judged, kept });
}

if (!isMainThread && isTask(workerData)) await answer(workerData);

function isTask(data: unknown): data is ShardTask {
  return typeof data === 'object' && data !== null && 'task' in data && data.task === taskName;
}
