import { memberNode, type NodeAt } from '../source/node-at.ts';
import type { FileReference, ModelResult } from './dataset.ts';
import { mappingAt, optionalText } from './profile-parts.ts';
import {
  type Findings,
  knownKeys,
  mappingsOf,
  note,
  optional,
  requiredText,
  wrongType,
} from './read-node.ts';
import type { DerivationProfile } from './tundish-profile.ts';

const mostEntries = 16;

/** `result`: which members say how a model's record came about. */
export function resultOf(at: NodeAt, findings: Findings): ModelResult | undefined {
  if (memberNode(at, 'result') === undefined) return undefined;
  const result = mappingAt(at, 'result', findings);
  if (result === undefined) return undefined;
  knownKeys(result, ['model', 'modelVersion', 'run', 'inputFrom', 'inputUntil'], findings);
  const model = requiredText(result, 'model', findings);
  const modelVersion = requiredText(result, 'modelVersion', findings);
  const run = requiredText(result, 'run', findings);
  const inputFrom = requiredText(result, 'inputFrom', findings);
  const inputUntil = requiredText(result, 'inputUntil', findings);
  if (model === undefined || modelVersion === undefined || run === undefined) return undefined;
  if (inputFrom === undefined || inputUntil === undefined) return undefined;
  return { model, modelVersion, run, inputFrom, inputUntil };
}

/** `derives`: which identifier of a record came out of which. */
export function derivesOf(at: NodeAt, findings: Findings): readonly DerivationProfile[] {
  return entriesOf(at, 'derives', findings).flatMap((entry) => {
    knownKeys(entry, ['parent', 'child', 'share', 'position'], findings);
    const parent = requiredText(entry, 'parent', findings);
    const child = requiredText(entry, 'child', findings);
    const share = optionalText(entry, 'share', findings);
    const position = optionalText(entry, 'position', findings);
    if (parent === undefined || child === undefined) return [];
    return [{ parent, child, ...optional('share', share), ...optional('position', position) }];
  });
}

/** `files`: members of a record that point at a file. */
export function fileReferencesOf(at: NodeAt, findings: Findings): readonly FileReference[] {
  return entriesOf(at, 'files', findings).flatMap((entry) => {
    knownKeys(entry, ['uri', 'sha256', 'bytes', 'mediaType'], findings);
    const uri = requiredText(entry, 'uri', findings);
    const sha256 = requiredText(entry, 'sha256', findings);
    const bytes = optionalText(entry, 'bytes', findings);
    const mediaType = optionalText(entry, 'mediaType', findings);
    if (uri === undefined || sha256 === undefined) return [];
    return [{ uri, sha256, ...optional('bytes', bytes), ...optional('mediaType', mediaType) }];
  });
}

/** The mappings of a list that is left out where it would be empty. */
function entriesOf(parent: NodeAt, name: string, findings: Findings): readonly NodeAt[] {
  const at = memberNode(parent, name);
  if (at === undefined) return [];
  if (at.node.kind !== 'array') {
    wrongType(findings, at, 'a list');
  } else if (at.node.items.length === 0) {
    note(findings, 'value-missing', at, `'${name}' is empty`, 'remove it, or name at least one');
  } else if (at.node.items.length > mostEntries) {
    const message = `'${name}' has more than ${mostEntries} entries`;
    note(findings, 'value-not-allowed', at, message, 'split the dataset');
  } else {
    return mappingsOf(parent, name, findings);
  }
  return [];
}
