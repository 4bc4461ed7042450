import type { Affected, Evidence } from '../../finding.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import { type Cause, causesOf, isOfPlan, pathsOf } from './causes.ts';
import type { Commitment, Judgement } from './change-rule.ts';
import { judgementOf } from './change-rules.ts';
import {
  type ContractSides,
  contractName,
  isStream,
  type Promised,
  promisedTo,
} from './contract-promises.ts';
import type { PlainChange } from './contract-verdict.ts';
import { breaksInterface, consequenceEvidence, hintOf, promiseEvidence } from './finding-parts.ts';
import { harmlessKinds } from './harmless.ts';
import {
  type PayloadDirection,
  type PayloadProofs,
  payloadDirections,
  payloadProofs,
  proofEvidence,
  shownBy,
  verdictOf,
} from './payload-proofs.ts';
import { plainSentence } from './plain-sentence.ts';
import { subjectText } from './subject-text.ts';
import { weighPayloads } from './weigh-payloads.ts';
import { type Draft, findingAt, type Weighed, type Weighing } from './weighed.ts';

/** Weighs the changes of one major: one result per cause, then what only the payloads show. */
export function weighContract(
  facts: readonly ChangeFact[],
  sides: ContractSides,
  weighing: Weighing,
): readonly Weighed[] {
  const proofs = payloadProofs(facts);
  const causes = causesOf(facts.filter((fact) => fact.kind !== 'payload-changed'));
  const drafts = causes.map((cause) => draftOf(cause, sides, proofs, weighing));
  settlePerhaps(drafts, proofs);
  return [
    ...drafts.map((draft) => weighedOf(draft, drafts, sides, proofs, weighing)),
    ...weighPayloads(drafts, proofs, sides, weighing),
  ];
}

/** Weighs what concerns no contract: nothing of it may break, and no version is raised for it. */
export function weighOthers(facts: readonly ChangeFact[], weighing: Weighing): readonly Weighed[] {
  const promised: Promised = {
    mode: 'BACKWARD',
    gates: new Set(['interface']),
    isTransitive: false,
  };
  return causesOf(facts).map((cause) => {
    const judged = judgementOf(cause.fact, { mode: promised.mode, today: weighing.today });
    const touches = new Set(judged?.judgement.touches ?? []);
    return finished({ cause, promised, ...judged, touches }, undefined, [], weighing);
  });
}

function draftOf(
  cause: Cause,
  sides: ContractSides,
  proofs: PayloadProofs,
  { today }: Weighing,
): Draft {
  const { fact } = cause;
  const promised = promisedTo(fact, sides);
  const contract = contractName(sides);
  const judged = judgementOf(fact, { mode: promised.mode, today, contract });
  const touches = new Set<Commitment>();
  // A range in another unit belongs to the unit: what it breaks, the change of unit broke.
  for (const each of [fact, ...cause.consequences.filter((other) => !isOfPlan(other))]) {
    const own = judgementOf(each, { mode: promised.mode, today, contract })?.judgement;
    for (const touch of own?.touches ?? []) {
      if (touch === 'interface' || isTouched(touch, each, own, sides, proofs)) touches.add(touch);
    }
  }
  if (cause.consequences.some(breaksInterface) && judged !== undefined) touches.add('interface');
  return { cause, promised, ...judged, touches };
}

/** Whether a payload commitment that a rule names is touched, as far as it can be proved. */
function isTouched(
  touch: Commitment,
  fact: ChangeFact,
  judgement: Judgement | undefined,
  sides: ContractSides,
  proofs: PayloadProofs,
): boolean {
  if (touch !== 'backward' && touch !== 'forward') return false;
  const { dataset } = fact.subject;
  // Nobody sends the rows of a transform: there is only who reads them.
  if (!isStream(dataset, sides)) return touch === 'forward';
  if (judgement?.isBeyondPayload === true) return true;
  return verdictOf(proofs, dataset, touch).verdict !== 'contained';
}

/** A fact that may break messages does where its message shows it, or where nothing else explains it. */
function settlePerhaps(drafts: readonly Draft[], proofs: PayloadProofs): void {
  for (const [dataset, payload] of proofs.direct) {
    for (const direction of payloadDirections) {
      if (payload[direction].verdict !== 'not-contained') continue;
      const ofDataset = drafts.filter(({ cause }) => cause.fact.subject.dataset === dataset);
      const isExplained = ofDataset.some(({ touches }) => touches.has(direction));
      const possible = ofDataset.filter(({ judgement }) => judgement?.perhaps?.includes(direction));
      const shown = possible.filter(({ cause }) => isShown(proofs, cause, direction));
      const chosen = shown.length > 0 || isExplained ? shown : possible;
      for (const { touches } of chosen) touches.add(direction);
    }
  }
}

/** Whether the counterexample shows the cause or what follows from it. */
function isShown(proofs: PayloadProofs, cause: Cause, direction: PayloadDirection): boolean {
  return [cause.fact, ...cause.consequences].some((fact) => shownBy(proofs, fact, direction));
}

function weighedOf(
  draft: Draft,
  drafts: readonly Draft[],
  sides: ContractSides,
  proofs: PayloadProofs,
  weighing: Weighing,
): Weighed {
  const { gates } = draft.promised;
  const isBroken = [...draft.touches].some((touch) => gates.has(touch));
  // What the mode allows is no evidence of what it does not.
  const told = payloadDirections.filter((direction) => !isBroken || gates.has(direction));
  const evidence = told.flatMap((direction) =>
    isOwner(draft, drafts, proofs, direction)
      ? proofEvidence(verdictOf(proofs, draft.cause.fact.subject.dataset, direction), direction)
      : [],
  );
  return finished(draft, sides, evidence, weighing);
}

/** One counterexample is shown once, at the change that it shows. */
function isOwner(
  draft: Draft,
  drafts: readonly Draft[],
  proofs: PayloadProofs,
  direction: PayloadDirection,
): boolean {
  if (!draft.touches.has(direction)) return false;
  const { dataset } = draft.cause.fact.subject;
  const touching = drafts.filter(
    ({ cause, touches }) => cause.fact.subject.dataset === dataset && touches.has(direction),
  );
  const shown = touching.find(({ cause }) => isShown(proofs, cause, direction));
  return draft === (shown ?? touching[0]);
}

function finished(
  { cause, promised, rule, judgement, touches }: Draft,
  sides: ContractSides | undefined,
  proof: readonly Evidence[],
  weighing: Weighing,
): Weighed {
  const { fact } = cause;
  const broken = [...touches].filter((touch) => promised.gates.has(touch));
  const isOpen = isUndecided(judgement, proof) && !broken.includes('interface');
  const severity =
    judgement?.severity ??
    (broken.length > 0 && !isOpen ? 'error' : touches.size > 0 ? 'warning' : undefined);
  const weight: PlainChange['weight'] =
    broken.length > 0 && !isOpen
      ? 'breaking'
      : touches.size > 0 || severity !== undefined
        ? 'notable'
        : 'harmless';
  const subject = subjectText(fact);
  const plain = weight === 'harmless' && isBookkeeping(fact) ? undefined : plainSentence(fact);
  const result = {
    fact,
    broken: isOpen ? [] : broken,
    isUndecided: isOpen && touches.size > 0,
    bump: bumpOf(fact, judgement, isOpen ? [] : broken, touches),
    ...(plain === undefined
      ? {}
      : {
          plain: {
            sentence: plain,
            weight,
            ...(rule === undefined ? {} : { rule: rule.id }),
            subject,
            place: fact.place,
          },
        }),
  } as const;
  if (rule === undefined || judgement === undefined || severity === undefined) return result;
  const affects = isReaching(judgement, touches) ? affectedBy(fact, weighing) : [];
  const finding = findingAt(fact, {
    rule: rule.id,
    why: rule.why,
    severity,
    message: judgement.message,
    ...hintOf(fact, judgement, severity, affects, sides),
    evidence: [
      ...proof,
      ...(judgement.evidence ?? []),
      ...consequenceEvidence(cause),
      ...(isOpen && judgement.undecided !== undefined
        ? [{ label: 'not decided', text: judgement.undecided }]
        : []),
      ...promiseEvidence(promised, broken, touches, sides),
    ],
    affects,
    subject,
  });
  return { ...result, finding };
}

/** Whether who reads has to know: by the rule itself, or by what follows for the views. */
function isReaching({ effects, touches }: Judgement, settled: ReadonlySet<Commitment>): boolean {
  if (effects.consumers !== 'unaffected') return true;
  return ['forward' as const, 'interface' as const].some(
    (touch) => settled.has(touch) && !touches.includes(touch),
  );
}

/** Who reads a field under its name of before as well. */
function affectedBy(fact: ChangeFact, weighing: Weighing): readonly Affected[] {
  const found = new Map<string, Affected>();
  const { field } = fact.subject;
  const paths = field === undefined ? [undefined] : pathsOf(fact);
  for (const path of new Set(paths)) {
    const subject = path === undefined ? fact.subject : { ...fact.subject, field: path };
    for (const each of weighing.affectedBy({ ...fact, subject })) {
      if (!found.has(each.product)) found.set(each.product, each);
    }
  }
  return [...found.values()];
}

/** What follows from other changes, or is told elsewhere, and is no news to anybody. */
function isBookkeeping(fact: ChangeFact): boolean {
  if (isOfPlan(fact)) return true;
  return (
    fact.kind === 'product-text-changed' && /^(version|waivers|the output port )/.test(fact.what)
  );
}

/** What nobody could decide is never called a break, unless it is one for another reason. */
function isUndecided(judgement: Judgement | undefined, proof: readonly Evidence[]): boolean {
  return judgement?.undecided !== undefined && proof.every(({ label }) => label === 'not decided');
}

function bumpOf(
  fact: ChangeFact,
  judgement: Judgement | undefined,
  broken: readonly Commitment[],
  touches: ReadonlySet<Commitment>,
): Weighed['bump'] {
  if (broken.length > 0) return 'major';
  if (touches.size > 0) return 'minor';
  if (judgement !== undefined) return judgement.bump ?? 'patch';
  if (fact.kind === 'transform-changed' && !fact.text) return 'minor';
  return (harmlessKinds as Readonly<Record<string, Weighed['bump']>>)[fact.kind] ?? 'none';
}
