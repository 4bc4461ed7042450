import { memberNode } from '../../source/node-at.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { dimensionOf, isSameDimension } from '../unit-dimension.ts';
import { type WrittenUnit, writtenUnits } from '../written-units.ts';

const perVolume = ['m3', 'm3/s', 'g/m3', 'J/m3', 'mol/m3', '/m3'];

/** A reference state stands beside volumes, and says temperature and pressure. */
export const referenceState: Rule = {
  id: 'reference-state',
  severity: 'warning',
  summary:
    'A reference state names a temperature and a pressure, and stands beside a unit of volume.',
  why: 'A normal cubic metre at 0 degrees holds 5.5 % more gas than one at 15: without the state two bills differ and both are right.',
  *check(context) {
    for (const unit of writtenUnits(context)) {
      if (unit.reference !== undefined) yield* judge(unit, unit.reference);
      else yield* missing(unit);
    }
  },
};

const gas =
  /(^|_)(gas|air|oxygen|nitrogen|argon|hydrogen|methane|luft|sauerstoff|stickstoff|wasserstoff|erdgas|argon)(_|$)/i;

/** A volume of gas without its state is possible, and hardly ever meant. */
function* missing({ path, node, codeAt, code, quantity }: WrittenUnit): Iterable<Problem> {
  const dimension = dimensionOf(code);
  const isVolume = ['m3', 'm3/s'].some((each) =>
    isSameDimension(dimensionOf(each) ?? [], dimension ?? []),
  );
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (!isVolume || !gas.test(name) || (quantity !== undefined && !/volume|flow/.test(quantity))) {
    return;
  }
  const reference = '"0 Cel, 1.01325 bar"';
  const hint =
    memberNode(node, 'code') === undefined
      ? `write { code: ${code}, reference: ${reference} } where it is reduced to a state`
      : `add reference: ${reference} where it is reduced to a state`;
  const message = `the volume '${path}' of a gas in '${code}' names no reference state`;
  yield { ...problemAt(codeAt, message, hint), severity: 'info' };
}

function* judge({ path, node, code }: WrittenUnit, reference: string): Iterable<Problem> {
  const at = memberNode(node, 'reference') ?? node;
  const dimension = dimensionOf(code);
  const ofVolume = perVolume.some((each) =>
    isSameDimension(dimensionOf(each) ?? [], dimension ?? []),
  );
  if (dimension !== undefined && !ofVolume) {
    yield problemAt(
      at,
      `the unit '${code}' of '${path}' does not depend on a reference state`,
      'remove reference, or write a unit of volume',
    );
    return;
  }
  const states = reference.split(/\s*,\s*/).map((part) => {
    const [, unit = ''] = /^-?\d+(?:\.\d+)? (\S+)$/.exec(part) ?? [];
    return dimensionOf(unit);
  });
  const has = (wanted: string) =>
    states.some(
      (state) => state !== undefined && isSameDimension(state, dimensionOf(wanted) ?? []),
    );
  if (states.length === 2 && has('K') && has('Pa')) return;
  yield problemAt(
    at,
    `the reference state '${reference}' of '${path}' is not a temperature and a pressure`,
    'write "0 Cel, 1.01325 bar" (DIN 1343) or "15 Cel, 1.01325 bar" (ISO 13443)',
  );
}
