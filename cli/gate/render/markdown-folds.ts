import type { MigrationStatement, MigrationStep } from '../../../contracts/migration/migration.ts';
import { countsText, plural } from '../../render/counts.ts';
import { code, cutTo, fenced, prose } from '../../render/markdown-safe.ts';
import { readerText } from '../../render/reader-text.ts';
import type { GateResult } from '../gate-result.ts';
import { replaySentence } from '../replay/replay-sentence.ts';
import type { Fold } from './markdown-room.ts';
import { costOf, costOfAll, stepGroups, tableOf } from './migration-lines.ts';
import { changedContracts, worstFirst } from './verdict.ts';

/** What stands folded, where there is any of it; what was not checked always does. */
export function foldsOf(
  result: GateResult,
  rows: readonly string[],
  decisions: readonly string[],
): readonly Fold[] {
  return [
    ...(rows.length > 4 ? [rowsFold(rows)] : []),
    ...(decisions.length > 3
      ? [{ title: `All ${decisions.length} decisions`, entries: decisions, between: '\n' as const }]
      : []),
    ...changeFold(result),
    ...findingsFold(result),
    ...sqlFold(result),
    ...replayFold(result),
    ...waivedFold(result),
    uncheckedFold(result),
  ];
}

function rowsFold(rows: readonly string[]): Fold {
  const head = [
    '| Contract | Version | Verdict | Readers | Replay | Database |',
    '|---|---|---|---|---|---|',
  ].join('\n');
  return { title: `All ${rows.length} contracts`, entries: rows, between: '\n', head };
}

/** Contract by contract, field by field, with the place in the files. */
function changeFold(result: GateResult): readonly Fold[] {
  const entries = changedContracts(result).flatMap(({ contract, changes }) =>
    changes.map(
      ({ subject, sentence, rule, place }) =>
        `- ${code(cutTo(100, subject === '' ? contract : subject))} ${prose(cutTo(300, sentence))} (${[
          ...(rule === undefined ? [] : [code(rule)]),
          code(`${place.file}:${place.line}`),
        ].join(', ')})`,
    ),
  );
  if (entries.length === 0) return [];
  return [{ title: 'Contract diff (field by field)', entries, between: '\n' }];
}

/** Findings with evidence and readers, worst first. */
function findingsFold({ findings }: GateResult): readonly Fold[] {
  if (findings.length === 0) return [];
  const entries = worstFirst(findings).map(
    ({ severity, rule, place, message, hint, evidence, affects }) =>
      [
        `- **${severity}** ${code(rule)} ${code(`${place.file}:${place.line}`)}: ${prose(cutTo(400, message))}`,
        ...(evidence ?? []).map(
          ({ label, text }) => `  - ${prose(cutTo(100, label))}: ${code(cutTo(400, text))}`,
        ),
        ...(affects ?? [])
          .slice(0, 8)
          .map((each) => `  - reader: ${prose(cutTo(200, readerText(each)))}`),
        ...(hint === undefined ? [] : [`  - help: ${prose(cutTo(300, hint))}`]),
      ].join('\n'),
  );
  return [{ title: `Findings (${countsText(findings)})`, entries, between: '\n' }];
}

function sqlFold({ migration: { steps, byHand } }: GateResult): readonly Fold[] {
  if (steps.length + byHand.length === 0) return [];
  const count = steps.reduce((sum, { statements }) => sum + statements.length, 0);
  return [
    {
      title: `SQL to be run (${plural(count, 'statement')}, lock class each)`,
      entries: [
        ...byHand.map(
          ({ object, reason }) => `**by hand** ${code(object)}: ${prose(cutTo(400, reason))}`,
        ),
        ...stepGroups(steps).map((group) =>
          group.length === 1 ? stepBlock(group[0]) : groupBlock(group),
        ),
      ],
      between: '\n\n',
    },
  ];
}

const mostSqlLines = 60;

function stepBlock(step: MigrationStep): string {
  const { phase, title } = step;
  return `**${phase}** ${prose(title)} (${prose(costOf(step))})${waitText(step)}\n${fenced('sql', shortened(sqlLines(step)))}`;
}

/** Steps of one phase on one table, in one block. */
function groupBlock(group: readonly [MigrationStep, ...MigrationStep[]]): string {
  const [first] = group;
  const head = `**${first.phase}** ${plural(group.length, 'step')} on ${code(tableOf(first))} (${prose(costOfAll(group))})`;
  const sql = group.flatMap((step, index) => [
    ...(index === 0 ? [] : ['']),
    `-- ${step.title}`,
    ...sqlLines(step),
  ]);
  return `${head}${waitText(first)}\n${fenced('sql', shortened(sql))}`;
}

function waitText({ after }: MigrationStep): string {
  const waits = (after ?? []).map((each) => prose(each)).join('; ');
  return waits === '' ? '' : `; after ${waits}`;
}

function sqlLines({ statements, test }: MigrationStep): readonly string[] {
  return [
    ...(test === undefined
      ? []
      : [`-- first, must return no row: ${test.problem}`, ...test.sql.split('\n'), '']),
    ...statements.flatMap((statement, index) => {
      const head = lockLine(statement);
      const isSame = index > 0 && head === lockLine(statements[index - 1]);
      return [...(isSame ? [] : [head]), ...statement.sql.split('\n')];
    }),
  ];
}

function shortened(lines: readonly string[]): readonly string[] {
  const left = lines.length - mostSqlLines;
  return left <= 1 ? lines : [...lines.slice(0, mostSqlLines), `-- and ${left} more lines`];
}

function lockLine(statement: MigrationStatement | undefined): string {
  const rewrites = statement?.rewrites === true ? ', rewrites the table' : '';
  return `-- lock: ${statement?.lock ?? 'none'}${rewrites}`;
}

function replayFold({ replay }: GateResult): readonly Fold[] {
  if (replay === undefined || replay.streams.length === 0) return [];
  const failing = replay.streams.reduce((sum, each) => sum + each.failing, 0);
  const entries = replay.streams.map((each) =>
    [
      `- ${code(each.stream)}: ${prose(replaySentence(each, replay))}`,
      ...each.reasons
        .slice(0, 10)
        .map(
          ({ rule, pointer, messages, first, last, example }) =>
            `  - ${code(`${rule} ${pointer}`)}: ${plural(messages, 'message')}, from ${prose(first)} to ${prose(last)}, event ${code(example)}`,
        ),
    ].join('\n'),
  );
  return [
    {
      title: `Replay of ${replay.days} days in ${prose(replay.environment)}: ${plural(failing, 'message')} would fail`,
      entries,
      between: '\n',
    },
  ];
}

function waivedFold({ waived }: GateResult): readonly Fold[] {
  if (waived.length === 0) return [];
  const entries = waived.map(
    ({ finding, reason, owner, until }) =>
      `- ${code(`${finding.rule}:${finding.subject ?? finding.place.file}`)} until ${prose(until)} by ${prose(owner)}: ${prose(cutTo(300, reason))}`,
  );
  return [{ title: `Waived (${waived.length})`, entries, between: '\n' }];
}

function uncheckedFold({ unchecked }: GateResult): Fold {
  const entries =
    unchecked.length === 0
      ? ['Nothing was left out.']
      : unchecked.map((each) => `- ${prose(cutTo(500, each))}`);
  return { title: 'What was not checked', entries, between: '\n' };
}
