import { shown } from '../source/checked-value.ts';
import { memberNode, placeOf, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { bindComponent } from './bind-component.ts';
import { bindStatus } from './bind-contract.ts';
import { documentHead, type Format } from './document-head.ts';
import type { InputPort, OutputPort, Owner, Product } from './product.ts';
import {
  type Findings,
  mappingsOf,
  note,
  noteKey,
  optional,
  requiredText,
  textOf,
} from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';

const odps: Format = {
  name: 'ODPS',
  what: 'data product',
  kind: 'DataProduct',
  versions: /^v(0\.9|1\.[01])\.\d$/,
  versionHint: 'write apiVersion: v1.0.0',
};

/** A product without its contracts; undefined where it has no usable id. */
export function bindProduct(
  document: SourceDocument,
  content: RepositoryContent,
  findings: Findings,
): Omit<Product, 'contracts'> | undefined {
  const head = documentHead(document, odps, findings);
  if (head === undefined) return undefined;
  const { at } = head;
  const id = requiredText(at, 'id', findings);
  const [, domainFolder = ''] = document.path.split('/');
  const domain = textOf(at, 'domain', findings) ?? domainFolder;
  if (domain !== domainFolder) {
    const message = `the product says domain '${shown(domain)}' and lies in the folder '${shown(domainFolder)}'`;
    note(
      findings,
      'domain-differs',
      memberNode(at, 'domain') ?? at,
      message,
      'move the folder or correct the domain',
    );
  }
  const status = bindStatus(document, findings);
  const inputPorts = mappingsOf(at, 'inputPorts', findings).flatMap((port) =>
    inputPort(port, findings),
  );
  const outputPorts = mappingsOf(at, 'outputPorts', findings).flatMap((port) =>
    outputPort(port, findings),
  );
  const owner = ownerOf(document, findings);
  const component = bindComponent(at, content, findings);
  const name = textOf(at, 'name', findings);
  const description = memberNode(at, 'description');
  if (id === undefined) return undefined;
  if (!/^[a-z][a-z0-9_]{0,29}$/.test(id)) {
    const hint =
      "use up to 30 lower case letters, digits and '_', a letter first; it can never change";
    note(
      findings,
      'name-refused',
      memberNode(at, 'id') ?? at,
      `'${shown(id)}' is no id of a product`,
      hint,
    );
    return undefined;
  }
  return {
    id,
    ...component,
    name: name ?? id,
    domain,
    ...optional('version', textOf(at, 'version', findings)),
    status,
    ...optional('purpose', textOf(description, 'purpose', findings)),
    ...optional('owner', owner),
    inputPorts,
    outputPorts,
    agreements: [],
    waivers: [],
    folder: document.path.split('/').slice(0, -1).join('/'),
    place: placeOf(memberNode(at, 'id') ?? at),
  };
}

type At = Parameters<typeof requiredText>[0];

function inputPort(port: At, findings: Findings): readonly InputPort[] {
  const name = requiredText(port, 'name', findings);
  const contractId = requiredText(port, 'contractId', findings);
  const version = requiredText(port, 'version', findings);
  if (name === undefined || contractId === undefined || version === undefined) return [];
  return [{ name, contractId, version, place: placeOf(memberNode(port, 'contractId') ?? port) }];
}

function outputPort(port: At, findings: Findings): readonly OutputPort[] {
  const name = requiredText(port, 'name', findings);
  const version = requiredText(port, 'version', findings);
  const inputContracts = mappingsOf(port, 'inputContracts', findings).flatMap((entry) => {
    const id = requiredText(entry, 'id', findings);
    const of = requiredText(entry, 'version', findings);
    return id === undefined || of === undefined
      ? []
      : [{ id, version: of, place: placeOf(memberNode(entry, 'id') ?? entry) }];
  });
  if (name === undefined || version === undefined) return [];
  return [
    {
      name,
      version,
      ...optional('contractId', textOf(port, 'contractId', findings)),
      inputContracts,
    },
  ];
}

/** The team, and the first support channel as its contact. */
function ownerOf(document: SourceDocument, findings: Findings): Owner | undefined {
  const at = rootNode(document);
  const teamAt = memberNode(at, 'team');
  if (teamAt === undefined) return undefined;
  // ODPS writes a team as a mapping; ODCS before 3.1 as a list of members, which people copy over.
  const isList = teamAt.node.kind === 'array';
  const name = isList ? undefined : requiredText(teamAt, 'name', findings);
  const members = mappingsOf(isList ? at : teamAt, isList ? 'team' : 'members', findings).flatMap(
    (member) => {
      const username = requiredText(member, 'username', findings);
      return username === undefined
        ? []
        : [{ username, ...optional('role', textOf(member, 'role', findings)) }];
    },
  );
  if (isList) {
    noteKey(
      findings,
      'value-type',
      teamAt,
      "'team' is a list; expected is a mapping",
      'write team: {name: ..., members: [...]}',
    );
  }
  if (name === undefined) return undefined;
  const [support] = mappingsOf(at, 'support', findings);
  const contact =
    support === undefined
      ? undefined
      : (textOf(support, 'url', findings) ?? textOf(support, 'channel', findings));
  return { team: name, ...optional('contact', contact), members };
}
