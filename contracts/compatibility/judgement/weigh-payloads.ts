import type { Contract } from '../../model/contract.ts';
import type { Json } from '../../source/json.ts';
import type { FactOf } from '../change/change-fact.ts';
import { closes } from './closes.ts';
import { type ContractSides, promisedTo } from './contract-promises.ts';
import { messageText } from './counterexample.ts';
import { promiseEvidence } from './finding-parts.ts';
import {
  type PayloadDirection,
  type PayloadProofs,
  payloadDirections,
  proofEvidence,
} from './payload-proofs.ts';
import { withContract } from './plain-sentence.ts';
import { subjectText } from './subject-text.ts';
import { versionRules } from './version-rules.ts';
import { type Draft, findingAt, type Weighed, type Weighing } from './weighed.ts';

type PayloadFact = FactOf<'payload-changed'>;

/** What the payloads show and no change of a field explains; then the older versions. */
export function weighPayloads(
  drafts: readonly Draft[],
  proofs: PayloadProofs,
  sides: ContractSides,
  weighing: Weighing,
): readonly Weighed[] {
  const explained = (dataset: string | undefined, direction: PayloadDirection): boolean =>
    drafts.some(
      ({ cause, touches }) => cause.fact.subject.dataset === dataset && touches.has(direction),
    );
  const found: Weighed[] = [];
  for (const [dataset, fact] of proofs.direct) {
    for (const direction of payloadDirections) {
      if (fact[direction].verdict === 'contained' || explained(dataset, direction)) continue;
      found.push(...weighDirection(fact, direction, sides, weighing));
    }
    found.push(...weighUndeclared(fact, sides, weighing));
  }
  for (const fact of proofs.older) {
    if (!promisedTo(fact, sides).isTransitive) continue;
    const { dataset } = fact.subject;
    for (const direction of payloadDirections) {
      const isTold = proofs.direct.get(dataset ?? '')?.[direction].verdict ?? 'contained';
      if (fact[direction].verdict === 'contained' || isTold !== 'contained') continue;
      found.push(...weighDirection(fact, direction, sides, weighing));
    }
  }
  return found;
}

const says = {
  backward: {
    rule: 'payload-narrowed',
    message: 'accepts less than it did',
    hint: 'accept what was accepted',
    since: 'refuses messages that version',
  },
  forward: {
    rule: 'payload-widened',
    message: 'accepts more than it did',
    hint: 'accept nothing that was refused',
    since: 'accepts messages that version',
  },
} as const;

function weighDirection(
  fact: PayloadFact,
  direction: PayloadDirection,
  sides: ContractSides,
  weighing: Weighing,
): readonly Weighed[] {
  const promised = promisedTo(fact, sides);
  const containment = fact[direction];
  const isUndecided = containment.verdict === 'undecided';
  const isGated = promised.gates.has(direction);
  // An older version that the mode does not promise anything to is nobody's concern.
  if (fact.since !== undefined && !isGated) return [];
  const said = says[direction];
  const dataset = `'${fact.subject.dataset ?? ''}'`;
  const verb = direction === 'backward' ? 'accepted' : 'refused';
  const message = isUndecided
    ? `whether ${dataset} ${direction === 'backward' ? 'still accepts every message of before' : 'accepts nothing that was refused before'} is not decided`
    : fact.since === undefined
      ? `the payload of ${dataset} ${said.message}`
      : `${dataset} ${said.since} ${fact.since} ${verb}`;
  const id = isUndecided ? 'payload-undecided' : said.rule;
  const { why } = versionRules[id];
  const isBroken = isGated && !isUndecided;
  const subject = subjectText(fact);
  const finding = findingAt(fact, {
    rule: id,
    why,
    severity: isBroken ? 'error' : 'warning',
    message,
    hint: isUndecided
      ? 'write the schema with keywords of the decidable subset (docs/compatibility.md)'
      : said.hint,
    evidence: [
      ...proofEvidence(containment, direction),
      ...promiseEvidence(promised, isGated ? [direction] : [], new Set([direction]), sides),
    ],
    affects: direction === 'forward' ? weighing.affectedBy(fact) : [],
    subject,
  });
  const plain = {
    sentence: withContract(fact, message.replaceAll("'", '')),
    weight: isBroken ? 'breaking' : 'notable',
    rule: id,
    subject,
    place: fact.place,
  } as const;
  const broken = isBroken ? [direction] : [];
  return [{ fact, broken, bump: isBroken ? 'major' : 'minor', isUndecided, finding, plain }];
}

/** Members that no contract declares: nobody is taken to send them, and somebody should know. */
function weighUndeclared(
  fact: PayloadFact,
  sides: ContractSides,
  weighing: Weighing,
): readonly Weighed[] {
  const { undeclared } = fact;
  const message = undeclared?.backward ?? undeclared?.forward;
  if (message === undefined) return [];
  const dataset = `'${fact.subject.dataset ?? ''}'`;
  const isClosing =
    undeclared?.backward !== undefined &&
    closes(schemaOf(sides.previous, fact), schemaOf(sides.current, fact));
  if (isClosing) return weighClosing(fact, undeclared?.backward ?? null, weighing);
  const says =
    undeclared?.backward === undefined
      ? `a message of ${dataset} with members that its contract does not declare is accepted now and was refused`
      : `a message of ${dataset} with members that its contract did not declare can be refused now`;
  const finding = findingAt(fact, {
    rule: 'undeclared-members',
    why: versionRules['undeclared-members'].why,
    severity: 'info',
    message: says,
    hint: 'ask the source whether it sends them already',
    evidence: [{ label: 'a message with undeclared members', text: messageText(message) }],
    affects: [],
    subject: subjectText(fact),
  });
  return [{ fact, broken: [], bump: 'none', isUndecided: false, finding }];
}

/** What was ignored is refused from now on: the one way in which a member that nobody declared counts. */
function weighClosing(fact: PayloadFact, message: Json, weighing: Weighing): readonly Weighed[] {
  const dataset = `'${fact.subject.dataset ?? ''}'`;
  const says = `${dataset} took messages with members that its contract does not declare, and refuses them now`;
  const subject = subjectText(fact);
  const rule = 'undeclared-members';
  const finding = findingAt(fact, {
    rule,
    why: 'A source that sends one member more than its contract declares was heard until today; its messages go to quarantine from now on.',
    severity: 'warning',
    message: says,
    hint: 'leave the schema open, or ask every source whether it sends further members',
    evidence: [{ label: 'a message that would be refused', text: messageText(message) }],
    affects: weighing.affectedBy(fact),
    subject,
  });
  const sentence = withContract(fact, says.replaceAll("'", ''));
  const plain = { sentence, weight: 'notable', rule, subject, place: fact.place } as const;
  return [{ fact, broken: [], bump: 'minor', isUndecided: false, finding, plain }];
}

function schemaOf(contract: Contract | undefined, { subject }: PayloadFact): Json | undefined {
  const source = contract?.datasets.find(({ name }) => name === subject.dataset)?.source;
  return source?.kind === 'stream' ? source.payload.document : undefined;
}
