import type { ContractVerdict } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding, Severity } from '../../../contracts/finding.ts';
import { code, cutTo, mention, prose } from '../../render/markdown-safe.ts';
import { waiveCommand } from '../../render/text.ts';
import type { GateResult } from '../gate-result.ts';
import { verdictWords, versionsOf } from './gate-text.ts';
import { foldsOf } from './markdown-folds.ts';
import { type Fold, fitted, foldText } from './markdown-room.ts';
import { phaseCounts } from './migration-lines.ts';
import { plainChanges } from './plain-changes.ts';
import { changedContracts, colourOf, isOpen, verdictSentence, worstFirst } from './verdict.ts';

/** By it a comment is found again, to be edited in place. */
const commentMarker = '<!-- tundish:check -->';

/** GitHub takes 65,536 characters; a report that is longer is lost as a whole. */
const mostCharacters = 60_000;
const rowsShown = 4;
const decisionsShown = 3;
const mostMentions = 10;
const signs = { red: '✖', open: '!', green: '✔' } as const;

export interface GateMarkdownFacts {
  readonly failOn: Severity;
  /** False where there is no plant to waive in. */
  readonly canWaive?: boolean;
}

/**
 * The gate as a comment of a pull request: the marker, the verdict in the first line that is seen, at most 12
 * lines above the folds, one where nothing is to be decided, and at the end all changes in plain words.
 */
export function gateMarkdown(
  result: GateResult,
  { failOn, canWaive = true }: GateMarkdownFacts,
): string {
  const colour = colourOf(result, failOn);
  const heading = `## ${signs[colour]} tundish: ${prose(verdictSentence(result, failOn)).replace(/\.$/, '')}`;
  const above =
    colour === 'green'
      ? [heading]
      : [heading, '', ...table(result), ...decisions(result, canWaive)];
  const changes = plainList(result);
  const folds = foldsOf(result, allRows(result), allDecisions(result, canWaive));
  return assembled(above, folds, changes);
}

/** Folds are cut before the plain list is, and each at a whole entry. */
function assembled(
  above: readonly string[],
  folds: readonly Fold[],
  changes: readonly string[],
): string {
  const head = [commentMarker, ...above].join('\n');
  const title = '### What changes';
  let room = mostCharacters - head.length - title.length - 200;
  const list = fitted(changes, Math.floor(room / 2), '\n');
  room -= list.length;
  const texts: string[] = [];
  folds.forEach((fold, index) => {
    // What a fold leaves goes to those after it.
    const text = foldText(fold, Math.floor(room / (folds.length - index)));
    room -= text.length + 2;
    texts.push(text);
  });
  const tail = changes.length === 0 ? [] : [title, list];
  return `${[head, ...texts, ...tail].join('\n\n')}\n`;
}

const tableHead = [
  '| Contract | Version | Verdict | Readers | Replay | Database |',
  '|---|---|---|---|---|---|',
];

function table(result: GateResult): readonly string[] {
  const rows = allRows(result);
  if (rows.length === 0) return [];
  const shown = rows.length <= rowsShown ? rows : rows.slice(0, rowsShown - 1);
  const left = rows.length - shown.length;
  const more = left === 0 ? [] : [`| and ${left} more | | | | | |`];
  return [...tableHead, ...shown, ...more, ''];
}

const order: readonly ContractVerdict['verdict'][] = [
  'breaking',
  'removed',
  'undecided',
  'compatible',
  'new',
  'unchanged',
];

/** Worst first. */
function allRows(result: GateResult): readonly string[] {
  return [...changedContracts(result)]
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map((verdict) => row(verdict, result));
}

function row(verdict: ContractVerdict, result: GateResult): string {
  const { contract } = verdict;
  const version = versionsOf(verdict).replace('->', '→');
  const cells = [
    code(cutTo(60, contract)),
    prose(cutTo(40, version)),
    `${verdictSign(verdict)} ${verdictWords(verdict, result)}`,
    String(readersOf(contract, result)),
    replayCell(verdict, result),
    databaseCell(contract, result),
  ];
  return `| ${cells.join(' | ')} |`;
}

function verdictSign({ verdict }: ContractVerdict): string {
  if (verdict === 'breaking' || verdict === 'removed') return '✖';
  return verdict === 'undecided' ? '!' : '✔';
}

function readersOf(contract: string, { findings, waived }: GateResult): number {
  const products = [...findings, ...waived.map(({ finding }) => finding)]
    .filter(({ subject }) => subject === contract || subject?.startsWith(`${contract}/`) === true)
    .flatMap(({ affects }) => (affects ?? []).map(({ product }) => product));
  return new Set(products).size;
}

function replayCell(verdict: ContractVerdict, { replay }: GateResult): string {
  if (replay === undefined) return 'not asked';
  const isOf = (stream: string) => stream.startsWith(`${verdict.product}.`);
  const streams = replay.streams.filter(({ stream }) => isOf(stream));
  const judged = streams.reduce((sum, each) => sum + each.judged, 0);
  const failing = streams.reduce((sum, each) => sum + each.failing, 0);
  const isUnread = replay.unreadable === 'all' || replay.unreadable.some(isOf);
  if (isUnread && failing === 0) return judged === 0 ? 'not readable' : 'not all readable';
  if (judged === 0) return 'nothing stored';
  return failing === 0 ? `all of ${judged} pass` : `${failing} of ${judged} fail`;
}

function databaseCell(contract: string, { migration }: GateResult): string {
  const steps = migration.steps.filter(({ contracts }) => contracts.includes(contract));
  return steps.length === 0 ? 'nothing to do' : phaseCounts(steps);
}

function decisions(result: GateResult, canWaive: boolean): readonly string[] {
  const all = allDecisions(result, canWaive);
  if (all.length === 0) return otherErrors(result);
  const shown = all.length <= decisionsShown ? all : all.slice(0, decisionsShown - 1);
  const left = all.length - shown.length;
  return [...shown, ...(left === 0 ? [] : [`and ${left} more decisions in the fold below.`])];
}

/** Where nothing breaks and something is wrong all the same. */
function otherErrors({ findings }: GateResult): readonly string[] {
  return worstFirst(findings)
    .filter(({ severity }) => severity === 'error')
    .slice(0, decisionsShown)
    .map(
      ({ place, message }) =>
        `- ${code(`${place.file}:${place.line}`)} ${prose(cutTo(200, message))}`,
    );
}

/** One line per breaking change: what it is, who reads it, the choices. */
function allDecisions(result: GateResult, canWaive: boolean): readonly string[] {
  const called = new Set<string>();
  return result.findings.flatMap((finding) => {
    const { subject, message, hint, rule } = finding;
    if (subject === undefined || !isOpen(finding)) return [];
    const readers = whoReads(finding, result, called);
    const choices = [
      ...(hint === undefined ? [] : [prose(cutTo(240, hint))]),
      ...(canWaive && result.hasTeam?.(finding) !== false
        ? [`accept it for a while: ${code(cutTo(200, waiveCommand(rule, subject)))}`]
        : []),
    ];
    const choice = choices.length === 0 ? '' : ` → ${choices.join(', or ')}`;
    return [`- **Needs a decision**: ${prose(cutTo(240, message))}.${readers}${choice}`];
  });
}

/** The readers of a change; teams of affected domains are called once in the whole comment. */
function whoReads({ affects }: Finding, { reviewers }: GateResult, called: Set<string>): string {
  if (affects === undefined || affects.length === 0) return '';
  const products = [...new Set(affects.map(({ product }) => product))];
  const names = products.slice(0, 3).map((each) => code(cutTo(60, each)));
  const more = products.length > 3 ? ` and ${products.length - 3} more` : '';
  const handles = affects
    .flatMap(({ domain }) => reviewers.get(domain) ?? [])
    .filter((handle) => {
      if (called.has(handle) || called.size >= mostMentions) return false;
      called.add(handle);
      return true;
    });
  const whom = handles.length === 0 ? '' : ` (${handles.map(mention).join(' ')})`;
  return ` ${names.join(', ')}${more}${whom} ${products.length === 1 ? 'reads' : 'read'} it.`;
}

const changeSigns = { breaking: '✖', notable: '!', harmless: '·' } as const;

function plainList(result: GateResult): readonly string[] {
  return plainChanges(result).map(
    ({ sentence, weight }) => `- ${changeSigns[weight]} ${prose(cutTo(400, sentence))}`,
  );
}
