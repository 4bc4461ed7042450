import type { ChangeFact } from '../../contracts/compatibility/change/change-fact.ts';
import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import {
  applyWaivers,
  waivingProduct,
} from '../../contracts/compatibility/judgement/apply-waivers.ts';
import { type Finding, sortFindings } from '../../contracts/finding.ts';
import { withoutEchoes } from '../../contracts/lint/without-echoes.ts';
import { planMigration } from '../../contracts/migration/plan-migration.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { checkRepository } from '../check-repository.ts';
import { plural } from '../render/counts.ts';
import { expiredAgreements } from './agreement-findings.ts';
import type { EarlierVersions } from './earlier-versions.ts';
import type { GateResult, ReplayReport, Revision } from './gate-result.ts';
import { emptyBefore, readBase } from './gate-side.ts';
import { generatedFindings } from './generated-findings.ts';
import { judgeVersions } from './judge-versions.ts';
import { needingEarlier } from './needing-earlier.ts';
import { staleGenerated } from './stale-generated.ts';
import { toldFindings } from './told-findings.ts';
import { typeCheckTransforms } from './type-check.ts';
import { withoutWeaker } from './without-weaker.ts';

const noSteps: GateResult['migration'] = { steps: [], byHand: [] };

export interface GateInput {
  readonly base: { readonly files: RepositoryFiles; readonly revision: Revision };
  readonly head: { readonly files: RepositoryFiles; readonly revision?: Revision };
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Whether a file of the head differs from the base. */
  isChanged(path: string): Promise<boolean>;
  /** What the past of contracts says, as the base has them; absent where there is no past. */
  earlier?(contracts: readonly Contract[]): Promise<EarlierVersions>;
  /** Judges stored messages again; absent where nobody asked for it. */
  replay?(previous: Plan, current: Plan): Promise<ReplayReport>;
}

/**
 * Judges what lies between two states of a plant: lint of the head, then compatibility, impact,
 * transforms, generated files, migration and, on demand, stored messages. What cannot be judged is
 * told in `unchecked`, and `isWhole` is false where that is the change itself.
 */
export async function runGate(input: GateInput): Promise<GateResult> {
  const [checked, base] = [
    await checkRepository(input.head.files),
    await readBase(input.base.files),
  ];
  const revisions = {
    against: input.base.revision,
    ...(input.head.revision === undefined ? {} : { head: input.head.revision }),
  };
  const lint = await touching(checked.findings, checked.findings, input);
  const nothing = { contracts: [], others: [], migration: noSteps };
  const without = (why: string, reviewers: GateResult['reviewers'] = new Map()): GateResult => ({
    ...revisions,
    ...nothing,
    findings: lint.told,
    waived: [],
    elsewhere: lint.elsewhere,
    unchecked: [why],
    isWhole: false,
    isCompared: false,
    reviewers,
  });
  const { plant, plan, sources } = checked;
  if (plant === undefined || plan === undefined) {
    return without('No change was judged: the head has no plant.yaml that can be read.');
  }
  if (base.kind === 'refused') {
    const isMended = checked.isBound && (await areChanged(base.errors, input));
    const why = refusedBase(base.errors, input.base.revision);
    if (!isMended) return without(why);
    return {
      ...without(`${why} This change mends it, so the head alone was judged.`),
      isWhole: true,
    };
  }
  const bare: PlantVersion = { plant, plan, sources };
  const previous = base.kind === 'empty' ? emptyBefore(bare) : base.version;
  const reviewers = reviewersOf(previous.plant);
  if (!checked.isBound) {
    return without(
      'No change was judged: the contracts hold errors, and what is wrong in them would look like a removal.',
      reviewers,
    );
  }
  const past = await earlierOf(previous, bare, input);
  const current: PlantVersion = { ...bare, earlier: past.versions };
  const { facts, verdict } = await judgeVersions(previous, current, input.today);
  const transforms = await typeCheckTransforms(previous, current);
  const stale = await staleGenerated({
    previous,
    current,
    base: input.base.files,
    head: input.head.files,
    isChanged: input.isChanged,
  });
  // Of these a check of the head alone knows nothing: this change is what they come of.
  const compared = [...transforms, ...generatedFindings(stale)];
  const settled = applyWaivers(
    withoutWeaker([...checked.findings, ...compared, ...expiredAgreements(plant, input.today)]),
    plant,
    input.today,
  );
  const ofLint = settled.findings.filter((finding) => !compared.includes(finding));
  const others = await touching(settled.findings, ofLint, input);
  const replay = await input.replay?.(previous.plan, plan);
  return {
    ...revisions,
    findings: withoutEchoes(sortFindings([...verdict.findings, ...others.told])),
    waived: [...verdict.waived, ...settled.waived],
    hasTeam: ({ subject, place }) =>
      waivingProduct(plant.products, { subject, file: place.file }) !== undefined,
    elsewhere: others.elsewhere,
    contracts: verdict.contracts,
    others: verdict.others,
    migration: facts.length === 0 ? noSteps : planMigration(previous.plan, plan),
    ...(replay === undefined ? {} : { replay }),
    unchecked: [
      ...(base.kind === 'empty'
        ? [`${input.base.revision.name} has no plant: everything is new, and nothing was compared.`]
        : []),
      ...past.unchecked.map((each) => `Earlier versions of ${each}.`),
      ...(replay?.unchecked ?? []),
      ...notAsked(facts, replay),
    ],
    isWhole:
      verdict.contracts.every((each) => each.verdict !== 'undecided') &&
      (replay === undefined || replay.unreadable.length === 0),
    reviewers,
  };
}

/** What is told of a check of the head, which lacks what only a comparison finds. */
async function touching(
  findings: readonly Finding[],
  ofLint: readonly Finding[],
  { base, isChanged, today }: GateInput,
) {
  const before = async () => {
    const { plant, findings: known } = await checkRepository(base.files);
    if (plant === undefined) return undefined;
    return applyWaivers([...known, ...expiredAgreements(plant, today)], plant, today).findings;
  };
  return toldFindings(findings, {
    ofLint,
    base: base.revision,
    isChanged: (path) => isChanged(path),
    before,
  });
}

/** Whether a change touches every file in which these findings lie. */
async function areChanged(errors: readonly Finding[], input: GateInput): Promise<boolean> {
  const files = [...new Set(errors.map(({ place }) => place.file))];
  const changed = await Promise.all(files.map((file) => input.isChanged(file)));
  return changed.every((each) => each);
}

function refusedBase(errors: readonly Finding[], { name, commit }: Revision): string {
  const [first] = errors;
  const where =
    first === undefined ? '' : ` (${first.place.file}:${first.place.line}: ${first.message})`;
  return `No change was judged: ${name} at ${commit.slice(0, 8)} holds ${plural(errors.length, 'error')}${where}, so what it promised is not known.`;
}

async function earlierOf(
  previous: PlantVersion,
  current: PlantVersion,
  input: GateInput,
): Promise<EarlierVersions> {
  const contracts = needingEarlier(previous.plant, current.plant);
  if (contracts.length === 0) return { versions: new Map(), unchecked: [] };
  if (input.earlier !== undefined) return input.earlier(contracts);
  const names = contracts.map(({ id, major }) => `${id}.v${major}`);
  return { versions: new Map(), unchecked: [`${names.join(', ')}: there is no history to read`] };
}

function reviewersOf(plant: Plant): GateResult['reviewers'] {
  return new Map(plant.domains.map(({ name, reviewers }) => [name, reviewers]));
}

function notAsked(facts: readonly ChangeFact[], replay: ReplayReport | undefined): string[] {
  if (facts.length === 0) return [];
  const messages =
    'Stored messages: no raw store was asked; check --replay <days> judges them again.';
  return [
    ...(replay === undefined && facts.some(({ kind }) => kind === 'payload-changed')
      ? [messages]
      : []),
    'Readers are those that products, transforms and agreements name: no database was asked who reads.',
  ];
}
