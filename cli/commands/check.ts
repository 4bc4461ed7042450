import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { type Finding, type Severity, sortFindings } from '../../contracts/finding.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { type Output, outputsOf, writeOutputs } from '../check-outputs.ts';
import { type CheckResult, checkRemembering, withoutCache } from '../check-remembering.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { fixAll } from '../fix-all.ts';
import { heldFiles } from '../held-files.ts';
import { packageVersion } from '../package-version.ts';
import { parseOptions } from '../parse-options.ts';
import { programId } from '../program-id.ts';
import { type Colours, coloursFor, plain } from '../render/colours.ts';
import { countsText, plural, reaches, severities } from '../render/counts.ts';
import { type FindingFormat, findingFormats, renderFindings } from '../render/findings.ts';
import { hostFormats, hostPlaces, hostWaived } from '../render/host-places.ts';
import { inLocale } from '../render/locale.ts';
import type { RuleText } from '../render/sarif.ts';
import { expectShortRun } from '../short-run.ts';
import { sourceTexts } from '../source-texts.ts';

export const command: Command = {
  name: 'check',
  usage: `Usage: tundish check [--format ${findingFormats.join('|')}] [--fail-on error|warning|info]
                     [--output <format>=<file>] [--fix] [--no-cache] [path …]
       tundish check --against <ref> [--at <ref> | --fix] [--format …|markdown] [--fail-on …]
                     [--no-cache] [--output <format>=<file>]
                     [--replay <days> --environment <name>]

Reads the whole plant in the current folder, because contracts refer to each other; paths only choose
which findings are shown. Needs no network and no environment. In a folder without a plant.yaml,
contract files named as paths are judged alone, by the standard that they name.

  --format     text for people; json, sarif, junit, github and gitlab for machines, with the verdict
               on stderr
  --output     the same in a further format, into a file; as often as there are formats
  --fail-on    the mildest finding that ends with exit code 1; error where nothing is said
  --fix        makes the changes that need nobody's judgement, then checks again
  --no-cache   computes everything anew and leaves .tundish/check-cache alone

With --against the change is judged as well: who breaks, what the databases need, whether generated
files are fresh. What it is compared with is read from git, without a checkout.

  --against      a branch, tag or commit; its merge base with the head counts
  --at           judges this revision in place of the working tree
  --format       markdown too: a comment for a pull request. With github, the report goes into
                 $GITHUB_STEP_SUMMARY as well, where that is set
  --replay       judges the stored messages of so many days by the proposed contracts
  --environment  whose raw store holds them

Exit codes: 0 nothing to change (milder findings allowed), 1 findings, 2 usage, 3 there was something
that could not be checked, 4 the raw store of --replay does not answer.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
      fix: { type: 'boolean', default: false },
      'no-cache': { type: 'boolean', default: false },
      against: { type: 'string' },
      at: { type: 'string' },
      replay: { type: 'string' },
      environment: { type: 'string' },
      output: { type: 'string', multiple: true },
    });
    const failOn = oneOf('fail-on', severities, values['fail-on']);
    const program = values['no-cache'] === true ? undefined : programId();
    if (values.against !== undefined) {
      if (positionals.length > 0) {
        throw new UsageError('--against judges the whole plant and takes no paths');
      }
      if (values.fix === true && values.at !== undefined) {
        throw new UsageError('--fix changes the working tree, and --at judges a revision instead');
      }
      const formats = [...findingFormats, 'markdown'] as const;
      const format = oneOf('format', formats, values.format);
      const outputs = outputsOf(values.output, formats);
      const gate = await import('../gate/check-against.ts');
      const replay = gate.replayOptions(values.replay, values.environment);
      const against = {
        against: values.against,
        ...(values.at === undefined ? {} : { at: values.at }),
        ...(replay === undefined ? {} : { replay }),
        ...(program === undefined ? {} : { program }),
      };
      const today = dayOf(new Date());
      const isFixed = values.fix === true;
      return gate.checkAgainst({ ...against, isFixed, format, outputs, failOn, today }, context);
    }
    for (const name of ['at', 'replay', 'environment'] as const) {
      if (values[name] !== undefined) {
        throw new UsageError(`--${name} goes with --against <ref>: it is about a change`);
      }
    }
    if (values.format === 'markdown') {
      throw new UsageError('--format markdown tells of a change; add --against <ref>');
    }
    expectShortRun();
    const format = oneOf('format', findingFormats, values.format);
    const outputs = outputsOf(values.output, findingFormats);
    const chosen = positionals.map((path) => pathInside(context.cwd, path));
    const check = checkOf(context.cwd, chosen, program);
    if (check === undefined) {
      context.stderr(
        'tundish check: there is no plant.yaml in this folder, so there is no plant to check. Run it in the root of the repository, or name contract files to judge them alone.\n',
      );
      return exitCode.unchecked;
    }
    const checked = values.fix === true ? await fixAll(check, context) : await check();
    await print(format, outputs, failOn, checked, context);
    if (checked.findings.some(({ severity }) => reaches(severity, failOn))) {
      return exitCode.findings;
    }
    return checked.isWhole ? exitCode.ok : exitCode.unchecked;
  },
};

interface Checked extends CheckResult {
  readonly files: RepositoryFiles;
}

type Check = () => Promise<Checked>;

async function checkPlant(
  files: RepositoryFiles,
  today: string,
  isRemembered: boolean,
): Promise<CheckResult> {
  const { findings, isWhole, products } = await (await checkerFor(files, isRemembered))(files);
  if (products.every(({ waivers }) => waivers.length === 0)) return { findings, isWhole };
  const { applyWaivers } = await import('../../contracts/compatibility/judgement/apply-waivers.ts');
  const settled = applyWaivers(findings, { products }, today);
  return { findings: sortFindings(settled.findings), isWhole: true, waived: settled.waived };
}

/** In a small plant nothing is gained by looking at which parts of it have changed. */
const manyContracts = 100;

async function checkerFor(files: RepositoryFiles, isRemembered: boolean) {
  const contracts = (await files.list()).filter((path) => path.endsWith('.odcs.yaml'));
  if (isRemembered && contracts.length >= manyContracts) {
    return (await import('../by-unit/check-by-unit.ts')).checkByUnit;
  }
  const { checkRepository } = await import('../check-repository.ts');
  return async (seen: RepositoryFiles) => {
    const { plant, findings } = await checkRepository(seen);
    return { findings, isWhole: plant !== undefined, products: plant?.products ?? [] };
  };
}

/**
 * How to check what lies here, with a cache where the program has an id; undefined where there is
 * nothing to check.
 */
function checkOf(
  root: string,
  chosen: readonly string[],
  program: string | undefined,
): Check | undefined {
  if (existsSync(join(root, 'plant.yaml'))) {
    return async () => {
      const files = heldFiles(withoutCache(await diskFiles(root)));
      const today = dayOf(new Date());
      const isRemembered = program !== undefined;
      const check = (seen: RepositoryFiles) => checkPlant(seen, today, isRemembered);
      // What a waiver accepts today it may not accept tomorrow.
      const hasWaivers = (await files.list()).some((path) => path.endsWith('/waivers.yaml'));
      const result = await (program === undefined
        ? check(files)
        : checkRemembering(root, hasWaivers ? `${program} ${today}` : program, files, check));
      const findings = result.findings.filter((each) => isChosen(each, chosen));
      const waived = (result.waived ?? []).filter(({ finding }) => isChosen(finding, chosen));
      return { ...result, files, findings, waived };
    };
  }
  if (chosen.length === 0 || !chosen.every((path) => /\.od[cp]s\.yaml$/.test(path))) {
    return undefined;
  }
  return async () => {
    const files = heldFiles(await diskFiles(root));
    const { checkContract } = await import('../check-contract.ts');
    const findings: Finding[] = [];
    for (const path of chosen) {
      const bytes = await files.read(path);
      if (bytes === undefined) throw new UsageError(`'${path}' cannot be read`);
      findings.push(...(await checkContract(path, bytes)));
    }
    return { files, findings, isWhole: true };
  };
}

async function print(
  format: FindingFormat,
  outputs: readonly Output<FindingFormat>[],
  failOn: Severity,
  { findings, files, waived = [] }: Checked,
  context: CommandContext,
): Promise<void> {
  const prefix = [format, ...outputs.map((output) => output.format)].some(isForHost)
    ? await prefixIn(context.cwd)
    : '';
  const render = async (as: FindingFormat, colours: Colours): Promise<string> => {
    const texts = as === 'text' ? await sourceTexts(findings, files) : new Map<string, string>();
    // The catalog loads all rules, which a check that the cache answers does without.
    const rules = as === 'sarif' ? await import('../rule-catalog.ts') : undefined;
    return renderFindings(as, isForHost(as) ? hostPlaces(findings, prefix) : findings, {
      sourceText: (file) => texts.get(file),
      colours,
      failOn,
      ruleOf: (id): RuleText | undefined => rules?.ruleById(id),
      version: packageVersion(),
      waived: isForHost(as) ? hostWaived(waived, prefix) : waived,
    });
  };
  const text = await render(format, coloursFor(context.isTerminal, context.env));
  await writeOutputs(outputs, context.cwd, (as) => render(as, plain));
  const summary = summaryOf(findings, waived.length);
  if (format === 'text') {
    context.stdout(inLocale(`${text}${text === '' ? '' : '\n'}${summary}`, context.env));
  } else {
    context.stdout(text);
    context.stderr(summary);
  }
}

function isForHost(format: FindingFormat): boolean {
  return hostFormats.has(format);
}

/** Where the folder lies in its repository; nothing where it is in none. */
async function prefixIn(folder: string): Promise<string> {
  const { prefixOf } = await import('../../connectors/repository/git-files.ts');
  return prefixOf(folder).catch(() => '');
}

/** The verdict and the next command. */
function summaryOf(findings: readonly Finding[], waived: number): string {
  const accepted = waived === 0 ? '' : `, ${waived} waived`;
  const first = findings.find((finding) => finding.severity === 'error') ?? findings[0];
  if (first === undefined) return `Nothing to change${accepted}.\nNext: tundish generate\n`;
  const places = new Set(findings.map((finding) => finding.place.file)).size;
  const fixable = findings.filter((finding) => finding.fix !== undefined).length;
  const offer = fixable === 0 ? '' : `, ${fixable} with a fix`;
  const next =
    fixable > 0
      ? 'tundish check --fix'
      : first.severity === 'error'
        ? `tundish explain ${first.rule}`
        : 'tundish generate';
  return `${countsText(findings)} in ${plural(places, 'file')}${offer}${accepted}\nNext: ${next}\n`;
}

/** A day of UTC. */
function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function oneOf<T extends string>(option: string, known: readonly T[], given: string): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(`'${given}' is not what --${option} takes; choose ${known.join(', ')}`);
}

/** A path of the command line as the repository names it. */
function pathInside(root: string, path: string): string {
  const inside = relative(root, resolve(root, path)).replaceAll(sep, '/');
  if (inside.startsWith('..') || !existsSync(join(root, inside))) {
    throw new UsageError(`there is no '${path}' in this repository`);
  }
  return inside;
}

function isChosen(finding: Finding, chosen: readonly string[]): boolean {
  return (
    chosen.length === 0 ||
    chosen.some(
      (path) =>
        path === '' || finding.place.file === path || finding.place.file.startsWith(`${path}/`),
    )
  );
}
