import type { Affected } from '../../finding.ts';
import type { ChangeFact, FactOf } from '../change/change-fact.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import { type ContractSides, promisedTo } from './contract-promises.ts';
import { daysBetween, daysText, isDay } from './days.ts';
import { plainSentence } from './plain-sentence.ts';
import { subjectText } from './subject-text.ts';
import { endOf } from './support-end.ts';
import { versionRules } from './version-rules.ts';
import { findingAt, type Weighed, type Weighing } from './weighed.ts';

/** What is special about facts that begin or end a major; undefined for all others. */
export function weighMajor(
  fact: ChangeFact,
  sides: ContractSides,
  weighing: Weighing,
): Weighed | undefined {
  if (fact.kind === 'major-added') return weighAdded(fact, weighing.today);
  if (fact.kind === 'contract-removed') return weighRemoved(fact, weighing);
  if (fact.kind === 'status-changed') return weighStatus(fact, sides, weighing);
  return undefined;
}

function weighAdded(fact: FactOf<'major-added'>, today: string): Weighed {
  const { contract = '', major = 1 } = fact.subject;
  const result = plainOf(fact, 'notable');
  const problem = endProblem(fact, today);
  if (problem === undefined) return result;
  const old = `${contract}.v${fact.previousMajor}.odcs.yaml`;
  return {
    ...plainOf(fact, 'notable', 'major-without-end'),
    finding: findingAt(fact, {
      ...ruleOf('major-without-end'),
      severity: 'error',
      message: `'${contract}' v${major} is new, and ${problem}`,
      hint:
        fact.endOfPrevious === undefined
          ? `add to slaProperties of ${old}: {property: endOfSupport, value: "<date>"}`
          : `write a day to come in slaProperties of ${old}: {property: endOfSupport, value: "<date>"}`,
      evidence: [],
      affects: [],
      subject: subjectText(fact),
    }),
  };
}

function endProblem(
  { endOfPrevious: end, previousMajor }: FactOf<'major-added'>,
  today: string,
): string | undefined {
  const old = `v${previousMajor}`;
  if (end === undefined) return `nothing says until when ${old} stays`;
  if (!isDay(end)) return `'${end}', until which ${old} stays, is no day of the calendar`;
  if (daysBetween(today, end) >= 0) return undefined;
  return `the support of ${old}, until ${end}, is over already`;
}

function weighRemoved(fact: FactOf<'contract-removed'>, weighing: Weighing): Weighed {
  const affects = weighing.affectedBy(fact);
  const says = removalProblem(fact, affects, weighing.today);
  if (says === undefined) return plainOf(fact, 'notable');
  const { contract = '', major = 1 } = fact.subject;
  return {
    ...plainOf(fact, 'breaking', 'contract-removed-early'),
    broken: ['interface'],
    finding: findingAt(fact, {
      ...ruleOf('contract-removed-early'),
      severity: 'error',
      message: `'${contract}' v${major} is gone ${says.message}`,
      hint: says.hint,
      evidence: [],
      affects,
      subject: subjectText(fact),
    }),
  };
}

function removalProblem(
  { endOfSupport, status, replacedBy }: FactOf<'contract-removed'>,
  affects: readonly Affected[],
  today: string,
): { readonly message: string; readonly hint: string } | undefined {
  const next = replacedBy === undefined ? '' : ` to v${replacedBy}`;
  if (affects.length > 0) {
    return {
      message: `and ${readers(affects)}`,
      hint: `keep it until they have moved${next}`,
    };
  }
  if (status === 'draft' || status === 'proposed') return undefined;
  if (endOfSupport === undefined || !isDay(endOfSupport)) {
    if (status === 'retired') return undefined;
    const hint = 'keep it, deprecate it, and name its endOfSupport in slaProperties';
    return { message: 'and never said that it would end', hint };
  }
  const left = daysBetween(today, endOfSupport);
  if (left < 0) return undefined;
  return {
    message: `and is promised until ${endOfSupport}, ${left === 0 ? 'which is today' : `${daysText(left)} from now`}`,
    hint: `keep it until then`,
  };
}

function weighStatus(
  fact: FactOf<'status-changed'>,
  sides: ContractSides,
  weighing: Weighing,
): Weighed {
  const { before, after } = fact;
  const name = `'${sides.id}' v${sides.major}`;
  const wasPromised = before === 'active' || before === 'deprecated' || before === 'retired';
  if (wasPromised && (after === 'draft' || after === 'proposed')) {
    const isGated = promisedTo(fact, sides).gates.has('interface');
    return {
      ...plainOf(fact, isGated ? 'breaking' : 'notable', 'status-stepped-back'),
      broken: isGated ? ['interface'] : [],
      bump: isGated ? 'major' : 'minor',
      finding: findingAt(fact, {
        ...ruleOf('status-stepped-back'),
        severity: isGated ? 'error' : 'warning',
        message: `${name} was ${before} and is ${after} now, which promises nothing`,
        hint: `keep status: ${before}; what is not certain yet belongs in a draft of v${sides.major + 1}`,
        evidence: [],
        affects: weighing.affectedBy(fact),
        subject: subjectText(fact),
      }),
    };
  }
  if (after !== 'retired')
    return { ...plainOf(fact, 'notable'), bump: after === 'active' ? 'minor' : 'patch' };
  const affects = weighing.affectedBy(fact);
  const end = sides.current === undefined ? undefined : endOf(sides.current);
  const isOver = end !== undefined && daysBetween(weighing.today, end.day) < 0;
  if (affects.length === 0 && isOver) return { ...plainOf(fact, 'notable'), bump: 'patch' };
  const isRead = affects.length > 0;
  return {
    ...plainOf(fact, isRead ? 'breaking' : 'notable', 'retired-in-use'),
    broken: isRead ? ['interface'] : [],
    bump: isRead ? 'major' : 'minor',
    finding: findingAt(fact, {
      ...ruleOf('retired-in-use'),
      severity: isRead ? 'error' : 'warning',
      message: `${name} is retired ${isRead ? `and ${readers(affects)}` : end === undefined ? 'and never said that it would end' : `and is promised until ${end.day}`}`,
      hint: isRead
        ? 'say status: deprecated with an endOfSupport until they have moved'
        : 'say status: deprecated first, with an endOfSupport',
      evidence: [],
      affects,
      subject: subjectText(fact),
    }),
  };
}

const soon = 180;
const urgent = 30;

/** Countdowns of the majors that are about to end, and those that should be gone. */
export function weighSupport(
  sides: Iterable<ContractSides>,
  current: PlantVersion,
  weighing: Weighing,
): readonly Weighed[] {
  const found: Weighed[] = [];
  for (const each of sides) {
    const end = each.current === undefined ? undefined : endOf(each.current, current);
    if (each.current === undefined || end === undefined) continue;
    const left = daysBetween(weighing.today, end.day);
    if (Number.isNaN(left) || left > soon) continue;
    const fact: ChangeFact = {
      kind: 'contract-removed',
      subject: { product: each.product, contract: each.id, major: each.major },
      place: end.place,
      pointer: end.pointer,
      endOfSupport: end.day,
      status: each.current.status,
    };
    const affects = weighing.affectedBy(fact);
    const id = left < 0 ? 'support-ended' : 'support-ends-soon';
    const name = `'${each.id}' v${each.major}`;
    const who = affects.length === 0 ? 'nobody is known to read it' : readers(affects);
    const when =
      left < 0
        ? `its support ended on ${end.day}, ${daysText(-left)} ago`
        : left === 0
          ? 'its support ends today'
          : `${daysText(left)} left, until ${end.day}`;
    const finding = findingAt(fact, {
      ...ruleOf(id),
      severity: left < 0 || (left < urgent && affects.length > 0) ? 'warning' : 'info',
      message: `${name}: ${when}, and ${who}`,
      hint:
        affects.length === 0
          ? left < 0
            ? 'remove its files'
            : 'remove its files after that day'
          : `move ${affects.length === 1 ? 'it' : 'them'} to the next major, or agree on a later day`,
      evidence: [],
      affects,
      subject: each.key,
    });
    found.push({ fact, broken: [], bump: 'none', isUndecided: false, finding });
  }
  return found;
}

function plainOf(
  fact: ChangeFact,
  weight: 'breaking' | 'notable' | 'harmless',
  rule?: string,
): Weighed {
  return {
    fact,
    broken: [],
    bump: 'none',
    isUndecided: false,
    plain: {
      sentence: plainSentence(fact),
      weight,
      ...(rule === undefined ? {} : { rule }),
      subject: subjectText(fact),
      place: fact.place,
    },
  };
}

function ruleOf(rule: keyof typeof versionRules): { readonly rule: string; readonly why: string } {
  return { rule, why: versionRules[rule].why };
}

/** `still read by 'a' and 'b'`. */
function readers(affects: readonly Affected[]): string {
  const names = [...new Set(affects.map(({ product }) => `'${product}'`))];
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const last = shown.at(-1) ?? '';
  return `is still read by ${shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last}`;
}
