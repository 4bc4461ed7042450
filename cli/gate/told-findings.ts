import type { Finding } from '../../contracts/finding.ts';
import { fingerprints } from '../render/fingerprint.ts';
import type { GateResult, Revision } from './gate-result.ts';

/** What is asked about the findings of a head. */
export interface Telling {
  /** Findings that a check of the head alone makes, too: whether they are new is to be seen. */
  readonly ofLint: readonly Finding[];
  readonly base: Revision;
  isChanged(path: string): Promise<boolean>;
  /** What a check of the base alone says; undefined where it cannot be checked. */
  before(): Promise<readonly Finding[] | undefined>;
}

/**
 * Errors wherever they are, and milder findings where the change is: in its files, or in others where
 * the base does not have them. The base is checked only where a finding stands in a file that did not
 * change.
 */
export async function toldFindings(
  findings: readonly Finding[],
  { ofLint, base, isChanged, before }: Telling,
): Promise<{ readonly told: readonly Finding[]; readonly elsewhere: GateResult['elsewhere'] }> {
  const lint = new Set(ofLint);
  const still = new Set<Finding>();
  for (const finding of lint) if (!(await isChanged(finding.place.file))) still.add(finding);
  const known = still.size === 0 ? undefined : await before();
  const old = known === undefined ? undefined : new Set(fingerprints(known));
  const names = fingerprints(ofLint);
  const nameOf = new Map(ofLint.map((finding, index) => [finding, names[index] ?? '']));
  const isNew = (finding: Finding) => old !== undefined && !old.has(nameOf.get(finding) ?? '');
  const told: Finding[] = [];
  const elsewhere = { warning: 0, info: 0 };
  for (const finding of findings) {
    if (!still.has(finding)) told.push(finding);
    else if (isNew(finding)) told.push(causedHere(finding, base));
    else if (finding.severity === 'error') told.push(finding);
    else elsewhere[finding.severity] += 1;
  }
  return { told, elsewhere };
}

function causedHere(finding: Finding, { name, commit }: Revision): Finding {
  const where = commit === '' ? name : `${name} at ${commit.slice(0, 8)}`;
  return {
    ...finding,
    evidence: [
      { label: 'caused by this change', text: `${where} does not have it` },
      ...(finding.evidence ?? []),
    ],
  };
}
