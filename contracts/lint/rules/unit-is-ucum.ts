import type { Fix } from '../../finding.ts';
import { doubtfulCodes, isUcumCode, nearestUcumCode } from '../../model/ucum.ts';
import { shown } from '../../source/checked-value.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { replaceText, replaceValue } from '../edit.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Units are codes that every consumer reads alike. */
export const unitIsUcum: Rule = {
  id: 'unit-is-ucum',
  severity: 'warning',
  summary: 'Every unit is a code of UCUM, the Unified Code for Units of Measure.',
  why: 'Programs convert by the code: tonnes, to and t are three units to them, and C is the coulomb.',
  *check(context) {
    for (const { root } of context.contracts) {
      for (const schema of itemNodes(memberNode(root, 'schema'))) {
        for (const node of unitNodes(schema)) {
          const code = plainText(node) ?? textOf(node, 'code');
          const fault = code === undefined ? undefined : faultOf(code);
          if (fault !== undefined) {
            const { message, normalVolume } = fault;
            const hint =
              normalVolume === undefined || memberNode(node, 'reference') !== undefined
                ? fault.hint
                : `did you mean { code: ${normalVolume}, reference: "0 Cel, 1.01325 bar" }?`;
            const at = memberNode(node, 'code') ?? node;
            yield problemAt(at, message, hint, fixOf(node, at, fault));
          }
        }
      }
    }
    for (const { dataset } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      for (const tag of dataset.source.tags) {
        const fault = tag.unit === undefined ? undefined : faultOf(tag.unit.code);
        if (fault === undefined) continue;
        const message = `tag '${tag.id}' of dataset '${dataset.name}': ${fault.message}`;
        const hint =
          fault.normalVolume === undefined
            ? fault.hint
            : `${fault.hint} The reference state belongs into the tag's description`;
        yield { place: tag.place, pointer: '', message, hint };
      }
    }
  },
};

/** The values of the property `unit`, of a property and all below it. */
function* unitNodes(property: NodeAt): Iterable<NodeAt> {
  for (const custom of itemNodes(memberNode(property, 'customProperties'))) {
    if (textOf(custom, 'property') !== 'unit') continue;
    const value = memberNode(custom, 'value');
    if (value !== undefined) yield value;
  }
  for (const below of itemNodes(memberNode(property, 'properties'))) yield* unitNodes(below);
  const items = memberNode(property, 'items');
  if (items !== undefined) yield* unitNodes(items);
}

/** Words that are units of more than one quantity, or of several sizes. */
const ambiguous = new Set(
  'grad,ton,tons,mt,c,y,st.,gr,nm,unit,units,none,-,in,m,mw,mpa'.split(','),
);

function isUnambiguous(code: string): boolean {
  return (
    !ambiguous.has(code.toLowerCase()) &&
    code.split(/[./()]/).every((part) => isUcumCode(part) || !ambiguous.has(part.toLowerCase()))
  );
}

/** A normal cubic metre becomes a mapping with its state; Sm3 has another one in each country. */
function fixOf(node: NodeAt, at: NodeAt, { sure, normalVolume }: Fault): Fix | undefined {
  if (sure === undefined) return undefined;
  const isStated = memberNode(node, 'reference') !== undefined;
  if (normalVolume === undefined || isStated) return replaceText(at, sure);
  const isNormal = /^nm[3³]/i.test(plainText(at) ?? '');
  if (!isNormal || node !== at) return undefined;
  const unit = `{ code: ${sure}, reference: "0 Cel, 1.01325 bar" }`;
  return replaceValue(at, unit, `write ${unit}`);
}

interface Fault {
  readonly message: string;
  /** The code that was probably meant, or where to find it. */
  readonly hint: string;
  /** The code, where the written one can mean nothing else. */
  readonly sure: string | undefined;
  /** A volume at a reference state, which a code alone does not say. */
  readonly normalVolume: string | undefined;
}

function faultOf(code: string): Fault | undefined {
  const doubtful = doubtfulCodes.get(code);
  if (isUcumCode(code) && doubtful === undefined) return undefined;
  const near = nearestUcumCode(code);
  return {
    message:
      doubtful === undefined
        ? `the unit '${shown(code)}' is no UCUM code`
        : `the unit '${code}' is ${doubtful} in UCUM`,
    hint:
      near === undefined
        ? 'look the code up at ucum.org, case sensitive: Cel, m/min, kW.h, [ppm]; what is counted has the unit "1" or "{pieces}"'
        : `did you mean '${near}'?`,
    sure: doubtful === undefined && isUnambiguous(code) ? near : undefined,
    normalVolume: /(^|[./(])(n|s|st)m[3³]/i.test(code) ? near : undefined,
  };
}
