import type { Finding } from '../finding.ts';
import { shown } from '../source/checked-value.ts';
import {
  itemNodes,
  keyPlaceOf,
  memberNode,
  memberNodes,
  type NodeAt,
  placeOf,
} from '../source/node-at.ts';
import { canonicalDecimal, decimalOfDouble } from '../source/number-text.ts';
import { didYouMean, nearest } from '../source/suggestion.ts';
import { typeMeantBy } from '../source/type-words.ts';
import { bindingFinding, type bindingRules } from './binding-rules.ts';

/** Where the binder's findings go while it works through a file. */
export type Findings = Finding[];

type BindingRule = keyof typeof bindingRules;

/** Findings of one part of a contract, after which no more are collected. */
const mostFindings = 200;

/** Notes a finding at a value. */
export function note(
  findings: Findings,
  rule: BindingRule,
  at: NodeAt,
  message: string,
  hint?: string,
): void {
  if (findings.length >= mostFindings) return;
  findings.push(bindingFinding(rule, placeOf(at), at.pointer, message, hint));
}

/** Notes a finding at the key of a value. */
export function noteKey(
  findings: Findings,
  rule: BindingRule,
  at: NodeAt,
  message: string,
  hint?: string,
): void {
  if (findings.length >= mostFindings) return;
  findings.push(bindingFinding(rule, keyPlaceOf(at), at.pointer, message, hint));
}

/** What a value is, in words for a message. */
function kindOf(at: NodeAt): string {
  const { node } = at;
  if (node.kind !== 'scalar') return node.kind === 'array' ? 'a list' : 'a mapping';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return `the text '${shown(node.value)}'`;
  return `the ${typeof node.value} ${node.numberText ?? String(node.value)}`;
}

function lastName(at: NodeAt): string {
  if (at.pointer === '') return at.document.path;
  const name = at.pointer.split('/').at(-1) ?? '';
  return /^\d+$/.test(name) ? `entry ${Number(name) + 1}` : name;
}

/** Notes that a value is of the wrong type; `expected` reads `a text`. */
export function wrongType(findings: Findings, at: NodeAt, expected: string, hint?: string): void {
  note(
    findings,
    'value-type',
    at,
    `'${lastName(at)}' is ${kindOf(at)}; expected is ${expected}`,
    hint,
  );
}

/** The text of an optional member. A number is not taken for a text: 1.10 would become 1.1. */
export function textOf(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): string | undefined {
  const at = memberNode(parent, name);
  return at === undefined ? undefined : textAt(at, findings);
}

export function textAt(at: NodeAt, findings: Findings): string | undefined {
  const { node } = at;
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  if (node.kind === 'scalar' && node.value === null) return undefined;
  const digits = node.kind === 'scalar' ? node.numberText : undefined;
  const hint = digits === undefined ? undefined : `quote it: "${shown(digits)}"`;
  wrongType(findings, at, 'a text', hint);
  return undefined;
}

/** The text of a member that must be there and not be empty. */
export function requiredText(parent: NodeAt, name: string, findings: Findings): string | undefined {
  const at = memberNode(parent, name);
  if (at === undefined || (at.node.kind === 'scalar' && at.node.value === null)) {
    missing(findings, parent, name);
    return undefined;
  }
  const text = textAt(at, findings);
  if (text === undefined || text.trim() !== '') return text;
  note(findings, 'value-missing', at, `'${name}' is empty`, 'write a value');
  return undefined;
}

export function missing(findings: Findings, parent: NodeAt, name: string): void {
  const [list = ''] = parent.pointer.split('/').slice(-2);
  const isItem = /\/\d+$/.test(parent.pointer);
  const where = isItem ? `${lastName(parent)} of '${list}'` : `'${lastName(parent)}'`;
  const of = parent.pointer === '' ? '' : ` in ${where}`;
  noteKey(findings, 'value-missing', parent, `'${name}' is missing${of}`, `add '${name}'`);
}

/** One of few texts; anything else is a finding with a suggestion. */
export function choiceOf<Choice extends string>(
  parent: NodeAt | undefined,
  name: string,
  choices: readonly Choice[],
  findings: Findings,
): Choice | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) return undefined;
  const text = requiredText(parent ?? at, name, findings);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) {
    const message = `'${name}' is '${shown(text)}'; allowed are ${choices.join(', ')}`;
    const near = typeMeantBy(text, choices) ?? nearest(text, choices);
    const hint = near === undefined ? 'write one of them' : `did you mean '${near}'?`;
    note(findings, 'value-not-allowed', at, message, hint);
  }
  return choice;
}

export function booleanOf(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): boolean | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) return undefined;
  if (at.node.kind === 'scalar' && typeof at.node.value === 'boolean') return at.node.value;
  const text = at.node.kind === 'scalar' ? at.node.value : undefined;
  const old = typeof text === 'string' && /^(yes|no|on|off|y|n)$/i.test(text);
  wrongType(findings, at, 'true or false', old ? 'YAML 1.2 knows only true and false' : undefined);
  return undefined;
}

/** The digits of a number, canonical; a text of digits counts too, as bounds of dates are texts. */
export function decimalOf(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): string | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) return undefined;
  const decimal = decimalAt(at);
  if (decimal === undefined) {
    const written = at.node.kind === 'scalar' ? String(at.node.value) : '';
    const isComma = /^-?\d+,\d+$/.test(written);
    const hint = isComma ? `write ${written.replace(',', '.')}` : undefined;
    wrongType(findings, at, 'a number', hint);
  }
  return decimal;
}

export function decimalAt(at: NodeAt): string | undefined {
  const { node } = at;
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') {
    return canonicalDecimal(node.numberText ?? '') ?? decimalOfDouble(node.value);
  }
  return typeof node.value === 'string' ? canonicalDecimal(node.value) : undefined;
}

/** A scalar as the text that a person reads; numbers keep their digits. */
export function scalarText(at: NodeAt | undefined): string | undefined {
  if (at?.node.kind !== 'scalar' || at.node.value === null) return undefined;
  return at.node.numberText ?? String(at.node.value);
}

/** More than a table has columns, and few enough to compare each with each. */
const mostItems = 2_000;

/** The items of a list of mappings; items of another kind are findings. */
export function mappingsOf(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): readonly NodeAt[] {
  const at = memberNode(parent, name);
  if (at === undefined || (at.node.kind === 'scalar' && at.node.value === null)) return [];
  if (at.node.kind !== 'array') {
    wrongType(findings, at, 'a list');
    return [];
  }
  if (at.node.items.length > mostItems) {
    const message = `'${name}' has more than ${mostItems} entries`;
    note(findings, 'value-not-allowed', at, message, 'split it');
    return [];
  }
  return itemNodes(at).filter((item) => {
    if (item.node.kind === 'object') return true;
    wrongType(findings, item, 'a mapping');
    return false;
  });
}

/** A list of texts, each not empty. */
export function textsAt(at: NodeAt, findings: Findings): readonly string[] | undefined {
  if (at.node.kind !== 'array') {
    wrongType(findings, at, 'a list of texts');
    return undefined;
  }
  const texts: string[] = [];
  for (const item of itemNodes(at)) {
    const text = textAt(item, findings);
    if (text === undefined && item.node.kind === 'scalar' && item.node.value !== null)
      return undefined;
    if (text === undefined && item.node.kind !== 'scalar') return undefined;
    if (text === undefined || text.trim() === '') {
      note(
        findings,
        'value-missing',
        item,
        'an item of the list is empty',
        'remove or complete it',
      );
      return undefined;
    }
    texts.push(text);
  }
  return texts;
}

/** Notes keys that a mapping of ours does not know. */
export function knownKeys(at: NodeAt, known: readonly string[], findings: Findings): void {
  for (const member of memberNodes(at)) {
    if (known.includes(member.name)) continue;
    const message = `'${shown(member.name)}' is no key of '${lastName(at)}'`;
    noteKey(findings, 'unknown-key', member.at, message, didYouMean(member.name, known));
  }
}

/** `{ name: value }`, or `{}` where the value is undefined, for optional members of the model. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value });
}
