import type { ContractVerdict } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding, Severity } from '../../../contracts/finding.ts';
import type { MigrationStep } from '../../../contracts/migration/migration.ts';
import type { Colours } from '../../render/colours.ts';
import { plural } from '../../render/counts.ts';
import { readerTexts } from '../../render/reader-text.ts';
import { renderText, type SourceText } from '../../render/text.ts';
import { visible } from '../../render/visible.ts';
import { wrapped } from '../../render/wrapped.ts';
import type { GateResult, Revision } from '../gate-result.ts';
import { replaySentence } from '../replay/replay-sentence.ts';
import { costOf, costOfAll, stepGroups, tableOf } from './migration-lines.ts';
import { plainChanges } from './plain-changes.ts';
import {
  changedContracts,
  isOpen,
  nextStep,
  verdictSentence,
  waivedUntil,
  worstFirst,
} from './verdict.ts';

export interface GateTextFacts {
  readonly sourceText: SourceText;
  readonly colours: Colours;
  readonly failOn: Severity;
  /** False where there is no plant to waive in. */
  readonly canWaive?: boolean;
  /** The next command, where it is not that of a pull request. */
  readonly next?: string;
}

/**
 * The gate for people at a terminal: what was compared, the findings, a line per contract, the steps
 * of the databases, the changes in plain words, what was not checked, the verdict and the next
 * command. Lines have at most 100 columns, but for a word that is longer.
 */
export function gateText(result: GateResult, facts: GateTextFacts): string {
  const { findings } = result;
  const canWaive = (finding: Finding) =>
    facts.canWaive !== false && isOpen(finding) && result.hasTeam?.(finding) !== false;
  const sections = [
    comparedText(result),
    ...(findings.length === 0
      ? []
      : [renderText(worstFirst(findings), facts.sourceText, facts.colours, canWaive).trimEnd()]),
    ...elsewhereText(result),
    ...section('Contracts', changedContracts(result).map(contractLine(result))),
    ...section('Waived', waivedLines(result)),
    ...section('Databases', migrationLines(result)),
    ...section('Stored messages', replayLines(result)),
    ...section('In plain words', bullets(plainChanges(result).map(({ sentence }) => sentence))),
    ...section('Not checked', bullets(result.unchecked)),
  ];
  const verdict = wrapped(verdictSentence(result, facts.failOn), '  ').join('\n');
  return `${sections.join('\n\n')}\n\n${verdict}\nNext: ${visible(facts.next ?? nextStep(result))}\n`;
}

function comparedText({ against, head }: GateResult): string {
  const what = head === undefined ? 'the working tree' : namedRevision(head);
  const base = against.isMergeBase
    ? `its merge base with ${visible(against.name)}, ${short(against.commit)}`
    : namedRevision(against);
  return wrapped(`Compared ${what} with ${base}.`, '  ').join('\n');
}

function namedRevision({ name, commit }: Revision): string {
  return commit === '' || commit.startsWith(name)
    ? visible(name)
    : `${visible(name)} (${short(commit)})`;
}

function short(commit: string): string {
  return commit.slice(0, 8);
}

function elsewhereText({ elsewhere: { warning, info } }: GateResult): readonly string[] {
  const counts = [
    ...(warning === 0 ? [] : [plural(warning, 'warning')]),
    ...(info === 0 ? [] : [plural(info, 'remark')]),
  ];
  if (counts.length === 0) return [];
  return [`${counts.join(' and ')} in files that did not change: tundish check shows them.`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}\n${lines.join('\n')}`];
}

/** `heat.v1  1.2.0 -> 1.3.0  compatible   needs minor`, in columns as wide as the widest. */
function contractLine(result: GateResult): (verdict: ContractVerdict) => string {
  const all = changedContracts(result);
  const widest = (of: (verdict: ContractVerdict) => string) =>
    Math.min(40, Math.max(...all.map((each) => of(each).length)));
  const name = widest(({ contract }) => visible(contract));
  const versions = widest(versionsOf);
  return (verdict) => {
    const columns = [
      visible(verdict.contract).padEnd(name),
      versionsOf(verdict).padEnd(versions),
      ...wordColumns(verdictWords(verdict, result)),
    ];
    return `  ${columns.join('  ').trimEnd()}`;
  };
}

/** What is said in two words stands in columns. */
function wordColumns(words: string): readonly string[] {
  const [verdict = '', ...rest] = words.split(', ');
  if (rest[0]?.startsWith('waived') === true) return [words];
  return [verdict.padEnd(10), rest.join(', ')];
}

/** `breaking, waived until 2027-01-31, needs minor`: a break that is accepted stays in its major. */
export function verdictWords(verdict: ContractVerdict, result: GateResult): string {
  const until =
    verdict.verdict === 'breaking' || verdict.verdict === 'removed'
      ? waivedUntil(verdict.contract, result)
      : undefined;
  if (until === undefined) {
    return [verdict.verdict, bumpText(verdict)].filter((part) => part !== '').join(', ');
  }
  const required = verdict.required === 'major' ? 'minor' : verdict.required;
  const bump = bumpText({ ...verdict, required });
  return [verdict.verdict, `waived until ${until}`, bump].filter((part) => part !== '').join(', ');
}

export function versionsOf({ before, after }: ContractVerdict): string {
  if (before === undefined) return visible(after ?? '');
  if (after === undefined) return `${visible(before)} -> gone`;
  return before === after ? visible(after) : `${visible(before)} -> ${visible(after)}`;
}

/** What the change asks of the version, and whether it says so. */
function bumpText({ verdict, declared, required }: ContractVerdict): string {
  if (verdict === 'new' || verdict === 'removed') return '';
  if (required === 'none') return 'needs no new version';
  const ranks = ['none', 'patch', 'minor', 'major'];
  const enough = ranks.indexOf(declared) >= ranks.indexOf(required);
  return enough ? `needs ${required}` : `needs ${required}, says ${declared}`;
}

function waivedLines({ waived }: GateResult): readonly string[] {
  return waived.flatMap(({ finding, reason, owner, until }) =>
    lines(
      `${finding.rule} at ${finding.subject ?? `${finding.place.file}#${finding.pointer}`} until ${until} by ${owner}: ${reason}`,
    ).concat(readersLines(finding)),
  );
}

function readersLines({ affects = [] }: Finding): readonly string[] {
  return readerTexts(affects).flatMap((line) => {
    const [first = '', ...rest] = wrapped(visible(`reader: ${line}`), '        ', 4);
    return [`    ${first}`, ...rest];
  });
}

const mostSteps = 20;

function migrationLines({ migration, against }: GateResult): readonly string[] {
  const { steps, byHand } = migration;
  if (steps.length + byHand.length === 0) return [];
  const groups = stepGroups(steps);
  const told = groups.slice(0, mostSteps);
  const left = steps.length - told.flat().length;
  return [
    ...byHand.flatMap(({ object, reason }) => lines(`by hand ${object}: ${reason}`)),
    ...told.flatMap((group) => lines(groupLine(group))),
    ...(left > 0 ? [`  and ${plural(left, 'more step')}`] : []),
    ...(byHand.length > 0
      ? ['  Nothing is run while something is left to be done by hand.']
      : lines(
          `tundish migrate <environment> --from ${against.name} runs them; --retire the last ones.`,
        )),
  ];
}

function groupLine(group: readonly [MigrationStep, ...MigrationStep[]]): string {
  const [{ phase, title }, ...others] = group;
  const what =
    others.length === 0
      ? `${title}; ${costOf(group[0])}`
      : `${title}, and ${plural(others.length, 'more step')} on ${tableOf(group[0])}; ${costOfAll(group)}`;
  return `${phase.padEnd(7)} ${what}`;
}

function replayLines({ replay }: GateResult): readonly string[] {
  if (replay === undefined) return [];
  return replay.streams.flatMap((each) => lines(`${each.stream}: ${replaySentence(each, replay)}`));
}

function bullets(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const [first = '', ...rest] = wrapped(visible(text), '    ', 4);
    return [`  - ${first}`, ...rest];
  });
}

function lines(text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(visible(text), '      ', 2);
  return [`  ${first}`, ...rest];
}
