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
import { nearestUcumCode } from './ucum.ts';

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

/** Characters only; whether UCUM knows the code is for lint to say. */
function checkedUnit(unit: Unit, at: NodeAt, findings: Findings): Unit | undefined {
  const parts = [unit.code, unit.quantity ?? '', unit.reference ?? ''];
  if (/^[!-~]{1,64}$/.test(unit.code) && parts.every((part) => part.length <= longest)) return unit;
  const message = `the unit '${shown(unit.code)}' is no UCUM code`;
  const near = nearestUcumCode(unit.code);
  note(
    findings,
    'value-not-allowed',
    at,
    message,
    near === undefined
      ? 'UCUM codes are ASCII without spaces: Cel, m/min, t'
      : `did you mean '${near}'?`,
  );
  return undefined;
}
