import type { Affected, Evidence } from '../../finding.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import { type Cause, isOfPlan } from './causes.ts';
import type { Commitment, Judgement } from './change-rule.ts';
import { type ContractSides, contractName, type Promised } from './contract-promises.ts';
import { majorBeside } from './major-beside.ts';
import { sentenceOf } from './plain-sentence.ts';

/** What follows from a change of a field and reaches who reads views. */
export function breaksInterface({ kind }: ChangeFact): boolean {
  return (
    kind === 'view-removed' ||
    kind === 'view-column-removed' ||
    kind === 'view-column-type-changed' ||
    kind === 'view-rows-changed'
  );
}

/** The way out that the language has: another major beside this one, where one can say it. */
export function hintOf(
  fact: ChangeFact,
  { hint, beside }: Pick<Judgement, 'hint' | 'beside'>,
  severity: string,
  affects: readonly Affected[],
  sides: ContractSides | undefined,
): { readonly hint?: string } {
  if (hint === undefined) return {};
  if (severity === 'error' && sides !== undefined) {
    const way = majorBeside(fact, beside, sides);
    return { hint: way === undefined ? hint : `${hint}, or ${way}` };
  }
  const names = [...new Set(affects.map(({ product }) => `'${product}'`))];
  if (severity !== 'warning' || names.length === 0) return { hint };
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return { hint: `${hint}, or agree it with ${shown.join(', ')}` };
}

/** What comes with the change that the message names. */
export function consequenceEvidence({ fact, consequences }: Cause): readonly Evidence[] {
  if (fact.kind === 'field-removed' || fact.kind === 'field-renamed') return [];
  const inside = consequences.filter((each) => !isOfPlan(each) && isBreakingAlone(each));
  const views = consequences.filter(breaksInterface);
  const newest = views.filter((each) => !('object' in each && /_history_v\d+$/.test(each.object)));
  return [
    ...inside.slice(0, 3).map((each) => ({ label: 'with it', text: sentenceOf(each) })),
    ...(newest.length === 0 ? views : newest)
      .slice(0, 3)
      .map((each) => ({ label: 'in the database', text: sentenceOf(each) })),
  ];
}

function isBreakingAlone(fact: ChangeFact): boolean {
  return ['range-changed', 'tag-range-changed', 'column-moved'].includes(fact.kind);
}

/** What the contract promised, so that nobody has to look it up. */
export function promiseEvidence(
  { mode, because }: Promised,
  broken: readonly Commitment[],
  touches: ReadonlySet<Commitment>,
  sides: ContractSides | undefined,
): readonly Evidence[] {
  if (sides === undefined || touches.size === 0) return [];
  const name = contractName(sides);
  if (because !== undefined) return [{ label: 'promise', text: `none yet: ${because}` }];
  const allows = broken.length > 0 ? '' : ', which allows it';
  return [{ label: 'promise', text: `${name} promises ${mode}${allows}` }];
}
