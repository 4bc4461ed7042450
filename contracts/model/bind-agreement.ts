import { shown } from '../source/checked-value.ts';
import { isDay } from '../source/instant.ts';
import { memberNode, type NodeAt, placeOf, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import type { Agreement } from './agreement.ts';
import {
  type Findings,
  knownKeys,
  note,
  noteKey,
  optional,
  requiredText,
  textOf,
  textsAt,
  wrongType,
} from './read-node.ts';

const keys = [
  'consumer',
  'team',
  'contact',
  'contract',
  'major',
  'dataset',
  'columns',
  'purpose',
  'from',
  'until',
  'approver',
];

/** The agreements in a product's folder, by file; one that lacks a part is a finding and counts not. */
export function bindAgreements(
  folder: string,
  documents: ReadonlyMap<string, SourceDocument>,
  findings: Findings,
): readonly Agreement[] {
  const start = `${folder}/agreements/`;
  const paths = agreementsByFolder(documents).get(folder) ?? [];
  return [...paths].sort().flatMap((path) => {
    const document = documents.get(path);
    const id = path.slice(start.length).replace(/\.yaml$/, '');
    const agreement = document === undefined ? undefined : bindAgreement(id, document, findings);
    return agreement === undefined ? [] : [agreement];
  });
}

const known = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/** Found once for all products: a plant has thousands of documents. */
function agreementsByFolder(
  documents: ReadonlyMap<string, SourceDocument>,
): ReadonlyMap<string, readonly string[]> {
  const found = known.get(documents);
  if (found !== undefined) return found;
  const byFolder = new Map<string, string[]>();
  for (const path of documents.keys()) {
    const folder = /^(.+)\/agreements\/.+/.exec(path)?.[1];
    if (folder === undefined) continue;
    const paths = byFolder.get(folder) ?? [];
    paths.push(path);
    byFolder.set(folder, paths);
  }
  known.set(documents, byFolder);
  return byFolder;
}

function bindAgreement(
  id: string,
  document: SourceDocument,
  findings: Findings,
): Agreement | undefined {
  const at = rootNode(document);
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return undefined;
  }
  knownKeys(at, keys, findings);
  const consumer = requiredText(at, 'consumer', findings);
  const contractId = requiredText(at, 'contract', findings);
  const major = majorOf(at, findings);
  const columnsAt = memberNode(at, 'columns');
  const columns = columnsAt === undefined ? [] : textsAt(columnsAt, findings);
  const from = dayOf(at, 'from', requiredText(at, 'from', findings), findings);
  const until = dayOf(at, 'until', textOf(at, 'until', findings), findings);
  const others = {
    ...optional('team', textOf(at, 'team', findings)),
    ...optional('contact', textOf(at, 'contact', findings)),
    ...optional('dataset', textOf(at, 'dataset', findings)),
    ...optional('approver', textOf(at, 'approver', findings)),
    purpose: textOf(at, 'purpose', findings)?.trim() ?? '',
  };
  if (from !== undefined && until !== undefined && until < from) {
    const message = `the agreement ends on ${until}, before it begins on ${from}`;
    note(findings, 'value-not-allowed', memberNode(at, 'until') ?? at, message);
    return undefined;
  }
  if (consumer === undefined || contractId === undefined) return undefined;
  noteOtherFile(id, consumer, memberNode(at, 'consumer') ?? at, findings);
  if (major === undefined || columns === undefined || from === undefined) return undefined;
  const place = placeOf(memberNode(at, 'contract') ?? at);
  return {
    id,
    consumer,
    contractId,
    major,
    columns,
    from,
    ...optional('until', until),
    ...others,
    place,
  };
}

/** People look for an agreement by the consumer's name. */
function noteOtherFile(id: string, consumer: string, at: NodeAt, findings: Findings): void {
  if (id.split('.')[0] === consumer) return;
  const message = `the agreement with '${shown(consumer)}' stands in ${at.document.path}`;
  note(
    findings,
    'value-not-allowed',
    at,
    message,
    `name the file ${shown(consumer)}.<contract>.yaml`,
  );
}

function majorOf(at: NodeAt, findings: Findings): number | undefined {
  const written = memberNode(at, 'major');
  if (written === undefined) {
    noteKey(findings, 'value-missing', at, "'major' is missing", "add 'major'");
    return undefined;
  }
  const { node } = written;
  if (node.kind !== 'scalar' || typeof node.value !== 'number') {
    wrongType(findings, written, 'a number');
    return undefined;
  }
  const major = node.value;
  if (Number.isInteger(major) && major >= 0 && major <= 9_999) return major;
  note(findings, 'value-not-allowed', written, `${major} is no major`, 'write 1, 2, …');
  return undefined;
}

function dayOf(
  at: NodeAt,
  name: string,
  text: string | undefined,
  findings: Findings,
): string | undefined {
  if (text === undefined || isDay(text)) return text;
  const message = `'${name}' is '${shown(text)}'; expected is a day as 2027-06-30`;
  note(findings, 'value-not-allowed', memberNode(at, name) ?? at, message);
  return undefined;
}
