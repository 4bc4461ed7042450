import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { type Findings, note, requiredText } from './read-node.ts';

/** What a file of an official format says about itself at its top. */
export interface Format {
  readonly name: 'ODCS' | 'ODPS';
  readonly what: string;
  readonly kind: string;
  readonly versions: RegExp;
  /** What to write for `apiVersion`. */
  readonly versionHint: string;
}

/** The root of a document that is a mapping, its `kind` and `apiVersion` judged. */
export function documentHead(
  document: SourceDocument,
  format: Format,
  findings: Findings,
): { readonly at: NodeAt; readonly apiVersion: string | undefined } | undefined {
  const at = rootNode(document);
  if (at.node.kind !== 'object') {
    const message = `${document.path} holds no mapping`;
    note(findings, 'value-type', at, message, `write an ${format.name} ${format.what}`);
    return undefined;
  }
  const kind = requiredText(at, 'kind', findings);
  if (kind !== undefined && kind !== format.kind) {
    const message = `'kind' is '${shown(kind)}'`;
    const kindAt = memberNode(at, 'kind') ?? at;
    note(findings, 'value-not-allowed', kindAt, message, `write kind: ${format.kind}`);
  }
  const apiVersion = requiredText(at, 'apiVersion', findings);
  if (apiVersion !== undefined && !format.versions.test(apiVersion)) {
    const message = `${format.name} ${shown(apiVersion)} is not read`;
    const versionAt = memberNode(at, 'apiVersion') ?? at;
    note(findings, 'format-version', versionAt, message, format.versionHint);
  }
  return { at, apiVersion };
}
