import { isWaivable } from '../../../contracts/compatibility/judgement/apply-waivers.ts';
import type { Affected, Finding, Severity } from '../../../contracts/finding.ts';
import { countFindings, countsText, plural, reaches, severities } from '../../render/counts.ts';
import type { GateResult } from '../gate-result.ts';

/** Readers of what breaks, each product once, in the order of the findings. */
export function brokenReaders({ findings }: GateResult): readonly Affected[] {
  const readers = new Map<string, Affected>();
  for (const { severity, affects } of findings) {
    if (severity !== 'error') continue;
    for (const reader of affects ?? []) {
      if (!readers.has(reader.product)) readers.set(reader.product, reader);
    }
  }
  return [...readers.values()];
}

/** Contracts that are there and say something else than before, or are new or gone. */
export function changedContracts({ contracts }: GateResult): GateResult['contracts'] {
  return contracts.filter(({ verdict }) => verdict !== 'unchanged');
}

/** An error about a change that somebody has to decide about: mend it, or accept it for a while. */
export function isOpen({ severity, subject, rule }: Finding): boolean {
  return severity === 'error' && subject !== undefined && isWaivable(rule);
}

/** Changes that break a promise; several of one contract are counted each. */
export function breakingChanges(result: GateResult): number {
  return result.findings.filter(isOpen).length;
}

/** What it comes to: one sentence without the program's name, for a heading or a last line. */
export function verdictSentence(result: GateResult, failOn: Severity): string {
  const { findings, isWhole } = result;
  const contracts = changedContracts(result);
  const changed =
    contracts.length === 0
      ? 'no contract changes'
      : `${plural(contracts.length, 'contract')} ${contracts.length === 1 ? 'changes' : 'change'}`;
  const breaking = breakingChanges(result);
  const readers = brokenReaders(result).length;
  const others = countFindings(findings).error - breaking;
  const failing = findings.some(({ severity }) => reaches(severity, failOn));
  if (breaking > 0) {
    const affected = readers === 0 ? '' : `, ${plural(readers, 'reader')} affected`;
    const more = others === 0 ? '' : `; ${plural(others, 'other error')}`;
    return `${plural(breaking, 'breaking change')}${affected}${more}; ${changed}.`;
  }
  if (failing) return `${countsText(findings)}; ${changed}.`;
  if (!isWhole)
    return `Not all could be judged${findings.length === 0 ? '' : `; ${countsText(findings)}`}; ${changed}.`;
  const remarks = findings.length === 0 ? '' : `; ${countsText(findings)}`;
  return contracts.length === 0
    ? `${capital(changed)}${remarks}.`
    : `${capital(changed)} and nothing breaks${remarks}.`;
}

/** `red`: it must not be merged as it is. `open`: something could not be judged. */
export function colourOf(
  { findings, isWhole }: GateResult,
  failOn: Severity,
): 'red' | 'open' | 'green' {
  if (findings.some(({ severity }) => reaches(severity, failOn))) return 'red';
  return isWhole ? 'green' : 'open';
}

/** Errors first; generated files last of each severity, since they follow from the others. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity, rule }: Finding) =>
    severities.indexOf(severity) * 2 + (rule === 'generated-fresh' ? 1 : 0);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** The one command that leads on. */
export function nextStep(result: GateResult): string {
  const [first] = worstFirst(result.findings);
  const error = first?.severity === 'error' ? first : undefined;
  if (error?.rule === 'generated-fresh') return 'tundish generate';
  if (error?.fix !== undefined) return 'tundish check --fix';
  if (error !== undefined) return `tundish explain ${error.rule}`;
  if (!result.isWhole) return 'settle what was not checked, then check again';
  if (result.migration.steps.length > 0) {
    return `tundish migrate <environment> --from ${result.against.name}, once it is merged`;
  }
  return 'merge it';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
