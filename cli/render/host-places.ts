import type { WaivedFinding } from '../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding, Place } from '../../contracts/finding.ts';

/** Formats that a code host reads: it knows files by their path from the root of the repository. */
export const hostFormats: ReadonlySet<string> = new Set(['github', 'gitlab', 'sarif']);

/** The same for what is waived. */
export function hostWaived(
  waived: readonly WaivedFinding[],
  prefix: string,
): readonly WaivedFinding[] {
  const findings = hostPlaces(
    waived.map(({ finding }) => finding),
    prefix,
  );
  return waived.map((each, index) => ({ ...each, finding: findings[index] ?? each.finding }));
}

/** Findings of a plant in the folder `prefix` of its repository (`plants/casting/`), as its host names them. */
export function hostPlaces(findings: readonly Finding[], prefix: string): readonly Finding[] {
  if (prefix === '') return findings;
  const below = <P extends Place>(place: P): P => ({ ...place, file: `${prefix}${place.file}` });
  return findings.map((finding) => ({
    ...finding,
    place: below(finding.place),
    ...(finding.fix === undefined
      ? {}
      : {
          fix: {
            ...finding.fix,
            edits: finding.fix.edits.map((edit) => ({ ...edit, place: below(edit.place) })),
          },
        }),
  }));
}
