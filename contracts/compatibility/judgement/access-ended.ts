import type { FactOf } from '../change/change-fact.ts';
import { sentenceOf } from './plain-sentence.ts';
import { clauseOf } from './rules/words.ts';
import { subjectText } from './subject-text.ts';
import { versionRules } from './version-rules.ts';
import { findingAt, type Weighed, type Weighing } from './weighed.ts';

/** What is taken from who reads: a port or an agreement. Other facts stay as they were weighed. */
export function weighAccess(weighed: Weighed, weighing: Weighing): Weighed {
  const { fact } = weighed;
  if (fact.kind === 'output-port-removed') return weighPort(weighed, fact, weighing);
  return fact.kind === 'agreement-ended' ? weighAgreement(weighed, fact, weighing.today) : weighed;
}

function weighPort(
  weighed: Weighed,
  fact: FactOf<'output-port-removed'>,
  weighing: Weighing,
): Weighed {
  const rule = 'output-port-removed';
  const affects = weighing.affectedBy({
    ...fact,
    subject: { ...fact.subject, contract: fact.contract },
  });
  const isRead = affects.length > 0;
  return {
    ...weighed,
    ...plainOf(weighed, rule, isRead ? 'breaking' : 'notable'),
    finding: findingAt(fact, {
      rule,
      why: versionRules[rule].why,
      severity: isRead ? 'error' : 'warning',
      message: clauseOf(fact),
      hint: `keep the port, or end the contract '${fact.contract}' with an endOfSupport`,
      evidence: [],
      affects,
      subject: subjectText(fact),
    }),
  };
}

/** One that had ended already takes nothing from anybody, and a day to come is told in time. */
function weighAgreement(weighed: Weighed, fact: FactOf<'agreement-ended'>, today: string): Weighed {
  const rule = 'agreement-ended';
  const wasOver = fact.before !== undefined && fact.before < today;
  const isOver = fact.after === undefined || fact.after < today;
  if (wasOver || !isOver) return weighed;
  const whom =
    fact.contact === undefined ? `'${fact.consumer}'` : `'${fact.consumer}' (${fact.contact})`;
  return {
    ...weighed,
    ...plainOf(weighed, rule, 'notable'),
    finding: findingAt(fact, {
      rule,
      why: versionRules[rule].why,
      severity: 'warning',
      message: clauseOf(fact),
      hint: `agree on a day to come with ${whom}, and write it as until`,
      evidence: [],
      affects: [],
      subject: subjectText(fact),
    }),
  };
}

function plainOf(
  { fact, plain }: Weighed,
  rule: string,
  weight: 'breaking' | 'notable',
): Pick<Weighed, 'plain'> {
  const told = plain ?? {
    sentence: sentenceOf(fact),
    subject: subjectText(fact),
    place: fact.place,
  };
  return { plain: { ...told, weight, rule } };
}
