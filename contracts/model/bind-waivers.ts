import { shown } from '../source/checked-value.ts';
import { isDay } from '../source/instant.ts';
import { memberNode, type NodeAt, placeOf, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import {
  type Findings,
  knownKeys,
  mappingsOf,
  note,
  requiredText,
  wrongType,
} from './read-node.ts';
import type { Waiver } from './waiver.ts';

/** More than this is no exception any more. */
const mostWaivers = 200;

/** What a product's `waivers.yaml` says; an entry that lacks a part is a finding and accepts nothing. */
export function bindWaivers(
  document: SourceDocument | undefined,
  findings: Findings,
): readonly Waiver[] {
  if (document === undefined) return [];
  const at = rootNode(document);
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping', 'write waivers: with a list below it');
    return [];
  }
  knownKeys(at, ['waivers'], findings);
  const written = mappingsOf(at, 'waivers', findings);
  const excess = written[mostWaivers];
  if (excess !== undefined) {
    const message = `the product has more than ${mostWaivers} waivers`;
    note(findings, 'value-not-allowed', excess, message, 'mend what they accept, oldest first');
  }
  const seen = new Set<string>();
  return written.slice(0, mostWaivers).flatMap((entry) => {
    const waiver = waiverOf(entry, findings);
    if (waiver === undefined) return [];
    const key = JSON.stringify([waiver.rule, waiver.at]);
    if (seen.has(key)) {
      const message = `'${shown(waiver.rule)}' is waived twice at '${shown(waiver.at)}'`;
      note(findings, 'said-twice', entry, message, 'keep one of the two');
      return [];
    }
    seen.add(key);
    return [waiver];
  });
}

function waiverOf(entry: NodeAt, findings: Findings): Waiver | undefined {
  knownKeys(entry, ['rule', 'at', 'reason', 'owner', 'until'], findings);
  const rule = requiredText(entry, 'rule', findings);
  const at = requiredText(entry, 'at', findings);
  const reason = requiredText(entry, 'reason', findings);
  const owner = requiredText(entry, 'owner', findings);
  const until = requiredText(entry, 'until', findings);
  if (until !== undefined && !isDay(until)) {
    const message = `'until' is '${shown(until)}'; expected is a day as 2027-06-30`;
    note(findings, 'value-not-allowed', memberNode(entry, 'until') ?? entry, message);
    return undefined;
  }
  if (
    rule === undefined ||
    at === undefined ||
    reason === undefined ||
    owner === undefined ||
    until === undefined
  ) {
    return undefined;
  }
  return { rule, at, reason, owner, until, place: placeOf(entry) };
}
