import { type Affected, compareText, type Finding, sortFindings } from '../../finding.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import { weighAccess } from './access-ended.ts';
import { applyWaivers, isChangeRule } from './apply-waivers.ts';
import type { Commitment } from './change-rule.ts';
import { type ContractSides, contractSides } from './contract-promises.ts';
import type { ContractVerdict, PlainChange, PlantVerdict } from './contract-verdict.ts';
import { weighMajor, weighSupport } from './majors.ts';
import { contractKey } from './subject-text.ts';
import { weighUnowned } from './unowned.ts';
import { bumpFinding, declaredBump, loweredFinding, requiredBump } from './version-bump.ts';
import { weighContract, weighOthers } from './weigh-contract.ts';
import type { Weighed } from './weighed.ts';

export interface JudgeInput {
  readonly previous: PlantVersion;
  readonly current: PlantVersion;
  /** The day for which is judged, `YYYY-MM-DD`: the language has no clock. */
  readonly today: string;
  /**
   * Who reads what the fact is about. It is also asked for every major that is about to end, as a fact
   * of its removal.
   */
  affectedBy(fact: ChangeFact): readonly Affected[];
}

/**
 * What the changes between two versions of a plant mean: findings by place, waivers applied, a verdict
 * per contract that changed, and every change in plain words. The same facts give the same verdict.
 */
export function judgeChanges(facts: readonly ChangeFact[], input: JudgeInput): PlantVerdict {
  const { previous, current, today } = input;
  const sides = contractSides(previous, current);
  const byContract = new Map<string, ChangeFact[]>();
  const others: ChangeFact[] = [];
  for (const fact of facts) {
    const { contract, major } = fact.subject;
    const key = contract === undefined ? undefined : contractKey(contract, major ?? 0);
    if (key === undefined || !sides.has(key)) others.push(fact);
    else byContract.set(key, [...(byContract.get(key) ?? []), fact]);
  }
  const findings: Finding[] = [];
  const contracts: ContractVerdict[] = [];
  for (const [key, ofContract] of byContract) {
    const each = sides.get(key);
    if (each === undefined) continue;
    const weighed = weighMajors(weighContract(ofContract, each, input), each, input);
    findings.push(...findingsOf(weighed));
    const verdict = verdictOf(each, weighed);
    const bump =
      loweredFinding(each, current) ??
      (isBrokenOpenly(findingsOf(weighed), input)
        ? undefined
        : bumpFinding(each, weighed, current));
    if (bump?.finding !== undefined) findings.push(bump.finding);
    contracts.push(verdict);
  }
  const weighedOthers = weighOthers(others, input).map((each) =>
    weighAccess(weighUnowned(each, current, today), input),
  );
  findings.push(...findingsOf(weighedOthers));
  findings.push(...findingsOf(weighSupport(sides.values(), current, input)));
  const settled = applyWaivers(sortFindings(findings), current.plant, today, isChangeRule);
  return {
    findings: sortFindings(settled.findings),
    waived: settled.waived,
    contracts: contracts.sort(
      (a, b) => compareText(a.product, b.product) || compareText(a.contract, b.contract),
    ),
    others: plainChanges(weighedOthers),
  };
}

/** Facts that begin or end a major are weighed by dates and consumers instead of by a rule. */
function weighMajors(
  weighed: readonly Weighed[],
  sides: ContractSides,
  input: JudgeInput,
): readonly Weighed[] {
  return weighed.map((each) => weighMajor(each.fact, sides, input) ?? each);
}

function findingsOf(weighed: readonly Pick<Weighed, 'finding'>[]): readonly Finding[] {
  return weighed.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
}

/** A break that nobody waived is mended first: by going back, or by another major. */
function isBrokenOpenly(findings: readonly Finding[], { current, today }: JudgeInput): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const { findings: left } = applyWaivers(errors, current.plant, today, isChangeRule);
  return left.some((finding) => errors.includes(finding));
}

function verdictOf(sides: ContractSides, weighed: readonly Weighed[]): ContractVerdict {
  const broken = [...new Set(weighed.flatMap((each) => each.broken))];
  const { product, domain, key, previous, current } = sides;
  return {
    product,
    domain,
    contract: key,
    ...(previous === undefined ? {} : { before: previous.version }),
    ...(current === undefined ? {} : { after: current.version }),
    verdict: wordOf(sides, broken, weighed),
    broken: commitmentOrder.filter((commitment) => broken.includes(commitment)),
    declared: declaredBump(previous?.version, current?.version),
    required: previous === undefined || current === undefined ? 'none' : requiredBump(weighed),
    changes: plainChanges(weighed),
  };
}

const commitmentOrder: readonly Commitment[] = ['backward', 'forward', 'interface'];

function wordOf(
  { previous, current }: ContractSides,
  broken: readonly Commitment[],
  weighed: readonly Weighed[],
): ContractVerdict['verdict'] {
  if (previous === undefined) return 'new';
  if (current === undefined) return 'removed';
  if (broken.length > 0) return 'breaking';
  if (weighed.some(({ isUndecided }) => isUndecided)) return 'undecided';
  return weighed.length === 0 ? 'unchanged' : 'compatible';
}

/** In the order of the text that they change. */
function plainChanges(weighed: readonly Weighed[]): readonly PlainChange[] {
  const changes = weighed.flatMap(({ plain, fact }) =>
    plain === undefined || fact.kind === 'version-changed' ? [] : [plain],
  );
  return changes.sort(
    (a, b) =>
      compareText(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compareText(a.subject, b.subject) ||
      compareText(a.sentence, b.sentence),
  );
}
