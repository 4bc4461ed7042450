import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { nearest } from '../source/suggestion.ts';
import { bindDataset, type DatasetContext } from './bind-dataset.ts';
import type { Contract, Sla, Status } from './contract.ts';
import { isContractId } from './contract-id.ts';
import { documentHead, type Format } from './document-head.ts';
import {
  type Findings,
  mappingsOf,
  note,
  optional,
  requiredText,
  scalarText,
  textOf,
} from './read-node.ts';

const statuses = ['proposed', 'draft', 'active', 'deprecated', 'retired'] as const;

const fileName = /^[a-z][a-z0-9_-]*\.v(0|[1-9]\d{0,3})\.odcs\.yaml$/;
const versionText = /^v?(\d{1,4})(?:\.\d{1,6}){0,2}(?:[-+][0-9A-Za-z.+-]{1,40})?$/;

const odcs: Format = {
  name: 'ODCS',
  what: 'data contract',
  kind: 'DataContract',
  versions: /^v3\.[0-2]\.\d{1,2}$/,
  versionHint: 'write apiVersion: v3.1.0; 3.0 to 3.2 are read',
};

/** The contract of a file, as far as it can be read; undefined where nothing tells what it is. */
export function bindContract(
  document: SourceDocument,
  context: DatasetContext,
  findings: Findings,
): Contract | undefined {
  const head = documentHead(document, odcs, findings);
  if (head === undefined) return undefined;
  const { at, apiVersion } = head;
  const id = requiredText(at, 'id', findings);
  if (id !== undefined && !isContractId(id)) {
    const message = `the id '${shown(id)}' of the contract has other characters than ports can name`;
    const hint = "write letters without accents, digits, '_' and '-': heat";
    note(findings, 'value-not-allowed', memberNode(at, 'id') ?? at, message, hint);
  }
  noteDomain(document, findings);
  const version = requiredText(at, 'version', findings);
  const major = version === undefined ? undefined : majorOf(document, version, findings);
  const status = bindStatus(document, findings);
  const description = memberNode(at, 'description');
  const datasets = mappingsOf(at, 'schema', findings).flatMap((each) => {
    const dataset = bindDataset(each, context, findings);
    return dataset === undefined ? [] : [dataset];
  });
  const roles = mappingsOf(at, 'roles', findings).flatMap((role) => {
    const name = requiredText(role, 'role', findings);
    return name === undefined
      ? []
      : [{ role: name, ...optional('access', textOf(role, 'access', findings)) }];
  });
  const slas = mappingsOf(at, 'slaProperties', findings).flatMap((entry) => sla(entry, findings));
  if (
    id === undefined ||
    !isContractId(id) ||
    version === undefined ||
    major === undefined ||
    apiVersion === undefined
  ) {
    return undefined;
  }
  noteNameTwice(document, findings);
  return {
    id,
    ...optional('name', textOf(at, 'name', findings)),
    version,
    major,
    apiVersion,
    status,
    product: context.product,
    ...optional('purpose', textOf(description, 'purpose', findings)),
    ...optional('usage', textOf(description, 'usage', findings)),
    ...optional('limitations', textOf(description, 'limitations', findings)),
    datasets,
    roles,
    slas,
    path: document.path,
    place: placeOf(memberNode(at, 'id') ?? at),
  };
}

/** The domain of a contract is that of the folder it lies in, as the product's is. */
function noteDomain(document: SourceDocument, findings: Findings): void {
  const root = rootNode(document);
  const domain = textOf(root, 'domain', []);
  const [top, folder] = document.path.split('/');
  if (domain === undefined || top !== 'products' || domain === folder) return;
  const message = `the contract says domain '${shown(domain)}' and lies in the folder '${shown(folder ?? '')}'`;
  const at = memberNode(root, 'domain') ?? root;
  note(findings, 'domain-differs', at, message, `write domain: ${folder}, or remove it`);
}

/** The major that the version and the file name agree on. */
function majorOf(
  document: SourceDocument,
  version: string,
  findings: Findings,
): number | undefined {
  const root = rootNode(document);
  const at = memberNode(root, 'version') ?? root;
  const major = versionText.exec(version)?.[1];
  if (major === undefined) {
    note(
      findings,
      'contract-version',
      at,
      `'${shown(version)}' is no semantic version`,
      'write version: 1.0.0',
    );
    return undefined;
  }
  const name = document.path.split('/').at(-1) ?? '';
  const named = fileName.exec(name)?.[1];
  if (named === undefined) {
    const message = `${name} does not name its major`;
    note(
      findings,
      'contract-name',
      root,
      message,
      'name it <name>.v<major>.odcs.yaml, as heat.v1.odcs.yaml',
    );
  } else if (Number(named) !== Number(major)) {
    const message = `the version ${shown(version)} stands in the file of major ${named}`;
    note(
      findings,
      'contract-version',
      at,
      message,
      `write version: ${named}.0.0, or move it to a file of its own`,
    );
  }
  return Number(major);
}

/**
 * The standards leave the words open, and ODCS 3.2 the key as a whole: an unknown status is read as
 * `draft`, and the rule `status-known` speaks about it.
 */
export function bindStatus(document: SourceDocument, findings: Findings): Status {
  const text = textOf(rootNode(document), 'status', findings)?.toLowerCase();
  // The oldest examples of the standard say `current` for what later became `active`.
  if (text === 'current') return 'active';
  return statuses.find((each) => each === text) ?? 'draft';
}

function sla(entry: NodeAt, findings: Findings): readonly Sla[] {
  const property = requiredText(entry, 'property', findings);
  const value = scalarText(memberNode(entry, 'value'));
  if (property === undefined || value === undefined) return [];
  return [
    {
      property,
      value,
      ...optional('unit', textOf(entry, 'unit', findings)),
      ...optional('element', textOf(entry, 'element', findings)),
      ...optional('calendar', calendarOf(entry, findings)),
    },
  ];
}

/** The calendar by which a level is measured; schedulers of other tools say nothing to us. */
function calendarOf(entry: NodeAt, findings: Findings): string | undefined {
  const scheduler = textOf(entry, 'scheduler', findings);
  if (scheduler === 'calendar') return requiredText(entry, 'schedule', findings);
  if (scheduler === undefined || nearest(scheduler, ['calendar']) === undefined) return undefined;
  const message = `the scheduler '${shown(scheduler)}' is not known`;
  const at = memberNode(entry, 'scheduler') ?? entry;
  note(findings, 'value-not-allowed', at, message, "did you mean 'calendar'?");
  return undefined;
}

function noteNameTwice(document: SourceDocument, findings: Findings): void {
  const seen = new Set<string>();
  for (const at of mappingsOf(rootNode(document), 'schema', [])) {
    const name = textOf(at, 'name', []);
    if (name === undefined) continue;
    if (seen.has(name)) {
      const message = `the dataset '${shown(name)}' stands twice in the contract`;
      note(findings, 'name-taken', memberNode(at, 'name') ?? at, message, 'rename one of the two');
    }
    seen.add(name);
  }
}
