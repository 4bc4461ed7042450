import type { Severity } from '../../../contracts/finding.ts';
import { countFindings } from '../../render/counts.ts';
import { fingerprints } from '../../render/fingerprint.ts';
import { safeJson } from '../../render/json.ts';
import type { GateResult } from '../gate-result.ts';
import { colourOf, verdictSentence } from './verdict.ts';

/** Grows when a key of the document goes or changes its meaning; new keys come without a change. */
const version = 1;

const verdicts = { red: 'failed', open: 'not-checked', green: 'passed' } as const;

/** The gate as one JSON document (docs/check-formats.md). */
export function gateJson(result: GateResult, failOn: Severity): string {
  const { findings, waived, reviewers: _reviewers, hasTeam: _hasTeam, ...rest } = result;
  const names = fingerprints(findings);
  const waivedNames = fingerprints(waived.map(({ finding }) => finding));
  return safeJson({
    version,
    verdict: verdicts[colourOf(result, failOn)],
    summary: verdictSentence(result, failOn),
    counts: countFindings(findings),
    findings: findings.map((finding, index) => ({ ...finding, fingerprint: names[index] })),
    waived: waived.map(({ finding, ...how }, index) => ({
      ...how,
      finding: { ...finding, fingerprint: waivedNames[index] },
    })),
    ...rest,
  });
}
