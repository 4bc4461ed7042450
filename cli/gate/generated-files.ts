import { createHash } from 'node:crypto';
import { compareText } from '../../contracts/finding.ts';
import type { Artifact } from '../../contracts/generate/artifact.ts';
import { CODEOWNERS_PATH } from '../../contracts/generate/codeowners/generate-codeowners.ts';
import { GENERATED_MARK, generateArtifacts } from '../../contracts/generate/index.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

/** A generated file that differs from what the contracts make. */
export interface StaleFile {
  readonly path: string;
  readonly kind: 'missing' | 'stale' | 'no longer made';
  /** What stands there now; absent where it does not matter. */
  readonly before?: string;
  /** Undefined for files to remove. */
  readonly text: string | undefined;
}

/** All files that `generate` writes, or those of the whole plant and of some products. */
export function artifactsOf(
  plan: Plan,
  plant: Plant,
  isWanted?: (product: string) => boolean,
): readonly Artifact[] {
  return generateArtifacts(plan, plant, sha256, isWanted);
}

/** How the committed files differ from the artifacts, by path; files that `isAsked` refuses are passed by. */
export async function staleFiles(
  files: RepositoryFiles,
  artifacts: readonly Artifact[],
  isAsked: (path: string) => boolean = () => true,
): Promise<readonly StaleFile[]> {
  const stale = (await Promise.all(artifacts.map((each) => differenceOf(files, each)))).flat();
  const made = new Set(artifacts.map((artifact) => artifact.path));
  for (const path of await files.list()) {
    if (made.has(path) || !isGeneratedPath(path) || !isAsked(path)) continue;
    const bytes = await files.read(path);
    if (bytes !== undefined && isMarked(bytes)) {
      stale.push({ path, kind: 'no longer made', text: undefined });
    }
  }
  return stale.sort((a, b) => compareText(a.path, b.path));
}

async function differenceOf(
  files: RepositoryFiles,
  { path, text }: Artifact,
): Promise<readonly StaleFile[]> {
  const bytes = await files.read(path);
  if (bytes === undefined) return [{ path, kind: 'missing', text }];
  if (isOutsideOfFolders(path) && !isMarked(bytes)) return [];
  // A checkout may have turned the line ends, which says nothing about the contracts.
  const before = new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
  return before === text ? [] : [{ path, kind: 'stale', text, before }];
}

/**
 * Artifacts outside of the generated/ folders where a file of somebody else stands: it stays, and
 * `staleFiles` does not name it.
 */
export async function keptFiles(
  files: RepositoryFiles,
  artifacts: readonly Artifact[],
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const { path } of artifacts) {
    const bytes = isOutsideOfFolders(path) ? await files.read(path) : undefined;
    if (bytes !== undefined && !isMarked(bytes)) kept.push(path);
  }
  return kept;
}

function isOutsideOfFolders(path: string): boolean {
  return !/(^|\/)generated\//.test(path);
}

/** The folder of the product whose generated file this is; undefined for other files. */
export function productOfGenerated(path: string): string | undefined {
  return /^(products\/[^/]+\/[^/]+)\/generated\/[^/]+$/.exec(path)?.[1];
}

function isGeneratedPath(path: string): boolean {
  return path === CODEOWNERS_PATH || /^(products\/[^/]+\/[^/]+\/)?generated\/[^/]+$/.test(path);
}

/** Its first line says that `generate` wrote it. */
function isMarked(bytes: Uint8Array): boolean {
  const [firstLine] = new TextDecoder().decode(bytes.subarray(0, 1_000)).split('\n', 1);
  return firstLine?.includes(GENERATED_MARK) === true;
}

/** The first line that differs, from 1, behind the header where the content differs as well. */
export function firstDifference(before: string, text: string): FirstDifference {
  // The header holds the content's hash, so it always differs: the content says what changed.
  const is = contentOf(before);
  const should = contentOf(text);
  const sameContent = is.lines.join('\n') === should.lines.join('\n');
  const [from, to] = sameContent
    ? [before.split('\n'), text.split('\n')]
    : [is.lines, should.lines];
  const at = from.findIndex((line, index) => line !== to[index]);
  const index = at === -1 ? from.length : at;
  return {
    line: index + 1 + (sameContent ? 0 : is.first),
    ...(from[index] === undefined ? {} : { is: from[index] }),
    ...(to[index] === undefined ? {} : { should: to[index] }),
  };
}

export interface FirstDifference {
  readonly line: number;
  /** Absent where the file ends there. */
  readonly is?: string;
  readonly should?: string;
}

/** The lines behind the header, and how many the header has. */
function contentOf(text: string): { readonly lines: readonly string[]; readonly first: number } {
  const lines = text.split('\n');
  const hash = lines.slice(0, 10).findIndex((line) => line.includes('SHA-256 of what follows'));
  return { lines: lines.slice(hash + 1), first: hash + 1 };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
