import { isWaivable } from '../../../contracts/compatibility/judgement/apply-waivers.ts';
import type { Affected, Finding, Severity } from '../../../contracts/finding.ts';
import { countFindings, countsText, plural, reaches, severities } from '../../render/counts.ts';
import type { GateResult } from '../gate-result.ts';

/** Readers of what breaks, each product once, in the order of the findings. */
function brokenReaders({ findings }: GateResult): readonly Affected[] {
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

/** Has to be decided, and takes nothing away from anybody. */
const breakNothing: ReadonlySet<string> = new Set(['major-without-end']);

/** Changes that break a promise; several of one contract are counted each. */
function breakingChanges({ findings }: GateResult): number {
  return findings.filter((finding) => isOpen(finding) && !breakNothing.has(finding.rule)).length;
}

/** What it comes to: one sentence without the program's name, for a heading or a last line. */
export function verdictSentence(result: GateResult, failOn: Severity): string {
  const { findings, isWhole } = result;
  const changed = changedText(result);
  const breaking = breakingChanges(result);
  if (breaking > 0) {
    const readers = brokenReaders(result).length;
    const others = countFindings(findings).error - breaking;
    const parts = [
      plural(breaking, 'breaking change'),
      ...(readers === 0 ? [] : [`${plural(readers, 'reader')} affected`]),
      ...(others === 0 ? [] : [plural(others, 'other error')]),
    ];
    return `${parts.join(', ')}; ${changed}.`;
  }
  const failing = findings.some(({ severity }) => reaches(severity, failOn));
  if (failing) return `${countsText(findings)}; ${changed}.`;
  const remarks = findings.length === 0 ? '' : `; ${countsText(findings)}`;
  const accepted = acceptedText(result);
  if (accepted !== undefined) {
    const open = isWhole ? '' : '; not all could be judged';
    return `${accepted}${open}${remarks}; ${changed}.`;
  }
  if (!isWhole) return `Not all could be judged${remarks}; ${changed}.`;
  return `${capital(changed)}${brokenText(result)}${remarks}.`;
}

/** Whether what changed breaks something: a waiver lets it pass and mends nothing. */
function brokenText(result: GateResult): string {
  const changed = changedContracts(result);
  const isBroken = changed.some(({ verdict }) => verdict === 'breaking');
  return changed.length === 0 || isBroken ? '' : ' and nothing breaks';
}

/** Breaks that waivers accept: how many, and until when the first of them holds. */
function acceptedText({ waived }: GateResult): string | undefined {
  const accepted = waived.filter(
    ({ finding }) => isOpen(finding) && !breakNothing.has(finding.rule),
  );
  const until = firstDay(accepted);
  return until === undefined
    ? undefined
    : `${plural(accepted.length, 'breaking change')}, accepted until ${until}`;
}

function firstDay(waived: GateResult['waived']): string | undefined {
  return waived.map(({ until }) => until).sort()[0];
}

/** The last day on which all that breaks in a contract is accepted; undefined where something is not. */
export function waivedUntil(contract: string, result: GateResult): string | undefined {
  const isOf = ({ subject }: Finding) =>
    subject === contract || subject?.startsWith(`${contract}/`) === true;
  if (result.findings.some((finding) => isOpen(finding) && isOf(finding))) return undefined;
  return firstDay(result.waived.filter(({ finding }) => isOpen(finding) && isOf(finding)));
}

function changedText(result: GateResult): string {
  if (result.isCompared === false) return 'no contract was compared';
  const { length } = changedContracts(result);
  return length === 0 ? 'no contract changed' : `${plural(length, 'contract')} changed`;
}

/** `red`: it must not be merged as it is. `open`: something could not be judged. */
export function colourOf(
  { findings, isWhole }: GateResult,
  failOn: Severity,
): 'red' | 'open' | 'green' {
  if (findings.some(({ severity }) => reaches(severity, failOn))) return 'red';
  return isWhole ? 'green' : 'open';
}

/**
 * The order in which a person mends: errors first, of them what has to be decided before what follows
 * from it, and generated files last.
 */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding) =>
    severities.indexOf(finding.severity) * 3 +
    (finding.rule === 'generated-fresh' ? 2 : isOpen(finding) ? 0 : 1);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** The one command that leads on. */
export function nextStep(result: GateResult): string {
  const [first] = worstFirst(result.findings);
  const error = first?.severity === 'error' ? first : undefined;
  if (error?.rule === 'generated-fresh') return 'tundish generate';
  // A revision is not changed where it stands.
  if (error?.fix !== undefined && result.head === undefined) {
    return `tundish check --against ${result.against.name} --fix`;
  }
  if (error !== undefined) return `tundish explain ${error.rule}`;
  if (!result.isWhole) return 'settle what was not checked, then check again';
  if (result.migration.byHand.length > 0) {
    return 'settle what is left to be done by hand before it is merged';
  }
  if (result.migration.steps.length > 0) {
    return `tundish migrate <environment> --from ${result.against.name}, once it is merged`;
  }
  return 'merge it';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
