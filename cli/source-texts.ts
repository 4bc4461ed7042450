import type { Finding } from '../contracts/finding.ts';
import type { RepositoryFiles } from '../contracts/source/repository-files.ts';

/** The texts that findings and their fixes are about, by path: what an excerpt is cut from. */
export async function sourceTexts(
  findings: readonly Finding[],
  files: RepositoryFiles,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const places = findings.flatMap(({ place, fix }) => [
    place,
    ...(fix?.edits ?? []).map((edit) => edit.place),
  ]);
  for (const file of new Set(places.map((place) => place.file))) {
    const bytes = await files.read(file);
    if (bytes !== undefined) texts.set(file, new TextDecoder().decode(bytes));
  }
  return texts;
}
