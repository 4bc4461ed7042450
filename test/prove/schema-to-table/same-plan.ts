import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuiltPlant, buildPlant } from '../../../cli/runtime/built-plant.ts';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import { gitFiles } from '../../../connectors/repository/git-files.ts';
import { generateArtifacts } from '../../../contracts/generate/index.ts';
import { serialisePlan } from '../../../contracts/plan/serialise-plan.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';

type Contents = Readonly<Record<string, string | Uint8Array>>;

export interface SamePlan {
  readonly built: BuiltPlant;
  /** Places (disk, git) whose plan differs from that of memory. */
  readonly differingPlans: readonly string[];
  /** Paths of artifacts that a second generation wrote differently. */
  readonly differingArtifacts: readonly string[];
  readonly planBytes: number;
  readonly artifacts: number;
}

/** Builds a plant from memory, disk and git, and generates its artifacts twice. */
export async function samePlan(contents: Contents): Promise<SamePlan> {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-plan-'));
  try {
    for (const [path, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    commit(folder);
    const built = await buildPlant(memoryFiles(contents));
    const fromDisk = await buildPlant(await diskFiles(folder));
    const fromGit = await buildPlant(await gitFiles(folder, 'HEAD'));
    const plan = serialisePlan(built.plan);
    const again = new Map(artifactsOf(fromGit));
    const artifacts = artifactsOf(built);
    return {
      built,
      differingPlans: [
        ...(serialisePlan(fromDisk.plan) === plan ? [] : ['disk']),
        ...(serialisePlan(fromGit.plan) === plan ? [] : ['git']),
      ],
      differingArtifacts: [
        ...artifacts.filter(([path, text]) => again.get(path) !== text).map(([path]) => path),
        ...(again.size === artifacts.length ? [] : ['another number of artifacts']),
      ],
      planBytes: Buffer.byteLength(plan),
      artifacts: artifacts.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function artifactsOf({ plan, plant }: BuiltPlant): readonly (readonly [string, string])[] {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  return generateArtifacts(plan, plant, digest).map(({ path, text }) => [path, text]);
}

function commit(folder: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      stdio: 'ignore',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  git('init', '--quiet');
  git('config', 'core.autocrlf', 'false');
  git('add', '--all');
  const author = ['-c', 'user.name=proof', '-c', 'user.email=proof@localhost'];
  git(...author, 'commit', '--quiet', '--message', 'Contracts');
}
