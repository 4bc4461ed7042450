import { appendFile, stat } from 'node:fs/promises';
import { prefixOf } from '../../connectors/repository/git-files.ts';
import type { Severity } from '../../contracts/finding.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { type Output, writeOutputs } from '../check-outputs.ts';
import { remembering } from '../check-remembering.ts';
import { type CommandContext, exitCode, UsageError } from '../command.ts';
import { fixAll } from '../fix-all.ts';
import { packageVersion } from '../package-version.ts';
import { type Colours, coloursFor, plain } from '../render/colours.ts';
import { reaches } from '../render/counts.ts';
import { type FindingFormat, renderFindings } from '../render/findings.ts';
import { hostFormats, hostPlaces, hostWaived } from '../render/host-places.ts';
import { inLocale } from '../render/locale.ts';
import { visible } from '../render/visible.ts';
import { ruleById } from '../rule-catalog.ts';
import { sourceTexts } from '../source-texts.ts';
import { changedLinesOf } from './changed-lines.ts';
import type { GateResult } from './gate-result.ts';
import { openSides, type Sides } from './open-sides.ts';
import { gateJson } from './render/gate-json.ts';
import { gateMarkdown } from './render/gate-markdown.ts';
import { gateText } from './render/gate-text.ts';
import { nextStep, verdictSentence } from './render/verdict.ts';
import { type GateReplay, openReplay } from './replay/open-replay.ts';
import { type GateInput, runGate } from './run-gate.ts';

/** What `check --against` takes. */
export interface AgainstOptions {
  readonly against: string;
  /** A revision in place of the working tree. */
  readonly at?: string;
  /** Makes the changes that need nobody's judgement, then judges again. */
  readonly isFixed: boolean;
  readonly format: FindingFormat | 'markdown';
  readonly failOn: Severity;
  /** Judges stored messages of so many days again. */
  readonly replay?: { readonly days: number; readonly environment: string };
  /** Absent where nothing is remembered. */
  readonly program?: string;
  /** Further renderings, into files. */
  readonly outputs: readonly Output<FindingFormat | 'markdown'>[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Most of a step summary, which GitHub refuses as a whole from a mebibyte on. */
const mostSummaryBytes = 1024 * 1024;

/** Judges the change, prints it and returns the exit code. */
export async function checkAgainst(
  options: AgainstOptions,
  context: CommandContext,
): Promise<number> {
  const { against, at, program, today } = options;
  const opened = await openSides(context.cwd, against, at);
  if (opened.kind === 'problem') {
    const files = memoryFiles({});
    const nothing = notOpened(against, opened.message);
    const sides = { files, prefix: '', baseText: async () => undefined };
    if (options.format !== 'text') {
      context.stdout(await rendered(options.format, plain, options, nothing, sides));
    }
    await writeOutputs(options.outputs, context.cwd, (each) =>
      rendered(each, plain, options, nothing, sides),
    );
    context.stderr(
      `tundish check: ${visible(opened.message)} Nothing was compared.\nNext: ${visible(opened.next)}\n`,
    );
    return exitCode.unchecked;
  }
  const replay = await replayOf(options, opened, context);
  const judge = async ({ sides, baseText }: typeof opened) => {
    const input: GateInput = {
      ...sides,
      today,
      ...(replay === undefined ? {} : { replay: replay.judge }),
    };
    const run = () => runGate(input);
    const result = await (program === undefined ? run() : remembering(context.cwd, program, run));
    return { result, findings: result.findings, files: sides.head.files, baseText };
  };
  const again = async () => {
    // Opened sides hold the files as they were read.
    const now = await openSides(context.cwd, against, at);
    if (now.kind === 'problem') throw new Error(now.message);
    return judge(now);
  };
  const { result, files, baseText } = await (options.isFixed
    ? fixAll(again, context)
    : judge(opened));
  const prefix = await prefixOf(context.cwd);
  await print(options, result, { files, prefix, baseText }, context);
  const unreachable = replay?.unreachable();
  if (unreachable !== undefined) {
    context.stderr(`tundish check: ${unreachable}\n`);
    return exitCode.unreachable;
  }
  return codeOf(result, options.failOn);
}

/** What machines are told where there was nothing to compare with. */
function notOpened(against: string, message: string): GateResult {
  return {
    against: { name: against, commit: '', isMergeBase: false },
    findings: [],
    waived: [],
    elsewhere: { warning: 0, info: 0 },
    contracts: [],
    others: [],
    migration: { steps: [], byHand: [] },
    unchecked: [`${message} Nothing was compared.`],
    isWhole: false,
    isCompared: false,
    reviewers: new Map(),
  };
}

function codeOf(result: GateResult, failOn: Severity): number {
  if (result.findings.some(({ severity }) => reaches(severity, failOn))) return exitCode.findings;
  return result.isWhole ? exitCode.ok : exitCode.unchecked;
}

async function replayOf(
  { replay }: AgainstOptions,
  { sides, baseText }: Extract<Sides, { kind: 'sides' }>,
  context: CommandContext,
): Promise<GateReplay | undefined> {
  if (replay === undefined) return undefined;
  const base = { name: sides.base.revision.name, text: baseText };
  return openReplay(replay, { base, isChanged: sides.isChanged }, context);
}

async function print(
  options: AgainstOptions,
  result: GateResult,
  sides: Texts,
  context: CommandContext,
): Promise<void> {
  const { format, failOn } = options;
  const colours = coloursFor(context.isTerminal, context.env);
  const text = await rendered(format, colours, options, result, sides);
  await writeOutputs(options.outputs, context.cwd, (each) =>
    rendered(each, plain, options, result, sides),
  );
  if (format === 'text') {
    context.stdout(inLocale(text, context.env));
    return;
  }
  context.stdout(text);
  if (format === 'github') await summarise(result, failOn, context);
  tell(result, failOn, context);
}

interface Texts {
  readonly files: GateInput['head']['files'];
  /** Where the plant lies in its repository, ending in `/`. */
  readonly prefix: string;
  baseText(path: string): Promise<string | undefined>;
}

async function rendered(
  format: AgainstOptions['format'],
  colours: Colours,
  { failOn }: AgainstOptions,
  result: GateResult,
  { files, prefix, baseText }: Texts,
): Promise<string> {
  if (format === 'markdown') return gateMarkdown(result, { failOn });
  if (format === 'json') return gateJson(result, failOn);
  const needsTexts = format === 'text' || format === 'github';
  const texts = needsTexts ? await sourceTexts(result.findings, files) : new Map<string, string>();
  const sourceText = (file: string) => texts.get(file);
  if (format === 'text') return gateText(result, { sourceText, colours, failOn });
  const isHost = hostFormats.has(format);
  const findings = isHost ? hostPlaces(result.findings, prefix) : result.findings;
  const changed =
    format === 'github' ? await changedLinesOf(result.findings, texts, baseText) : undefined;
  const own = new Map(findings.map((finding, index) => [finding, result.findings[index]]));
  return renderFindings(format, findings, {
    sourceText,
    colours,
    failOn,
    ruleOf: ruleById,
    version: packageVersion(),
    waived: isHost ? hostWaived(result.waived, prefix) : result.waived,
    ...(changed === undefined
      ? {}
      : { isOnChangedLine: (finding) => changed(own.get(finding) ?? finding) }),
  });
}

function tell(result: GateResult, failOn: Severity, context: CommandContext): void {
  context.stderr(`${verdictSentence(result, failOn)}\nNext: ${nextStep(result)}\n`);
}

/** Adds the report to the page of the workflow's run, where there is one and room on it. */
async function summarise(
  result: GateResult,
  failOn: Severity,
  context: CommandContext,
): Promise<void> {
  const file = context.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const text = gateMarkdown(result, { failOn });
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size + Buffer.byteLength(text) > mostSummaryBytes) {
    context.stderr('The step summary is full; the report was left out of it.\n');
    return;
  }
  await appendFile(file, text).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    context.stderr(`The step summary could not be written: ${visible(why)}\n`);
  });
}

/**
 * What `--replay` and `--environment` say together.
 * @throws UsageError where one is missing, or the days are no number.
 */
export function replayOptions(
  days: string | undefined,
  environment: string | undefined,
): AgainstOptions['replay'] {
  if (days === undefined && environment === undefined) return undefined;
  if (days === undefined) throw new UsageError('--environment goes with --replay <days>');
  if (environment === undefined) {
    throw new UsageError('--replay needs --environment <name>: whose raw store holds the messages');
  }
  const count = Number(days);
  if (!/^\d{1,4}(\.\d+)?$/.test(days) || count === 0) {
    throw new UsageError(`'${days}' is no number of days; write --replay 14`);
  }
  return { days: count, environment };
}
