import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt } from '../source/node-at.ts';
import type { Unit } from './field.ts';
import {
  type Findings,
  knownKeys,
  note,
  optional,
  requiredText,
  textOf,
  wrongType,
} from './read-node.ts';

const longest = 200;

/** A unit as a UCUM code (`"Cel"`) or as `{ code, quantity, reference }`. */
export function bindUnit(at: NodeAt, findings: Findings): Unit | undefined {
  if (at.node.kind === 'scalar' && typeof at.node.value === 'string') {
    return checkedUnit({ code: at.node.value }, at, findings);
  }
  if (at.node.kind !== 'object') {
    wrongType(findings, at, "a UCUM code, or a mapping with 'code'");
    return undefined;
  }
  knownKeys(at, ['code', 'quantity', 'reference'], findings);
  const code = requiredText(at, 'code', findings);
  if (code === undefined) return undefined;
  const unit = {
    code,
    ...optional('quantity', textOf(at, 'quantity', findings)),
    ...optional('reference', textOf(at, 'reference', findings)),
  };
  return checkedUnit(unit, memberNode(at, 'code') ?? at, findings);
}

/** Length only; whether UCUM knows the code is for the rule `unit-is-ucum` to say. */
function checkedUnit(unit: Unit, at: NodeAt, findings: Findings): Unit | undefined {
  const { code, quantity = '', reference = '' } = unit;
  if (isUnitText(code) && [quantity, reference].every((part) => part.length <= longest))
    return unit;
  const message = `the unit '${shown(code)}' is too long, or empty`;
  note(findings, 'value-not-allowed', at, message, 'write a UCUM code: Cel, m/min, t');
  return undefined;
}

/** A text that can stand for a unit, right or wrong. */
export function isUnitText(text: string): boolean {
  return text.trim() !== '' && text.length <= 64;
}
