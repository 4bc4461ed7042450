import type { ChangeFact } from '../../../contracts/compatibility/change/change-fact.ts';
import {
  itemNodes,
  jsonOf,
  memberNode,
  type NodeAt,
  placeOf,
  plainText,
  rootNode,
} from '../../../contracts/source/node-at.ts';
import type { ContractVersion } from './contract-version.ts';

/**
 * What an ODCS file says of real tables and our own contracts leave to the plan: where a table lies
 * (`servers`), its name and the physical types of its columns. Who reads the table sees them.
 */
export function physicalFacts(
  previous: ContractVersion,
  current: ContractVersion,
): readonly ChangeFact[] {
  const { id, major } = current.contract;
  const subject = { product: 'alone', contract: id, major };
  const before = rootNode(previous.document);
  const after = rootNode(current.document);
  const facts: ChangeFact[] = [];
  const moved = movedServers(before, after);
  for (const now of schemas(after)) {
    const name = plainText(memberNode(now, 'name')) ?? '';
    const was = schemas(before).find((each) => plainText(memberNode(each, 'name')) === name);
    if (was === undefined) continue;
    const of = { ...subject, dataset: name };
    const [oldTable, newTable] = [tableOf(was), tableOf(now)];
    const spot = (at: NodeAt) => ({ place: placeOf(at), pointer: at.pointer });
    if (oldTable !== newTable || moved !== undefined) {
      const [from, to] = [moved?.before ?? '', moved?.after ?? ''];
      const at = spot(moved?.at ?? memberNode(now, 'physicalName') ?? now);
      const rest = { subject: of, ...at, previousPlace: placeOf(was) };
      const [gone, here] = [join(from, oldTable), join(to, newTable)];
      facts.push({ kind: 'view-removed', store: 'curated', object: gone, now: here, ...rest });
      continue;
    }
    facts.push(...columnFacts(was, now, newTable, of));
  }
  return facts;
}

type Of = ChangeFact['subject'];

function columnFacts(was: NodeAt, now: NodeAt, object: string, of: Of): readonly ChangeFact[] {
  const old = new Map(properties(was).map((at) => [plainText(memberNode(at, 'name')) ?? '', at]));
  return properties(now).flatMap((at): ChangeFact[] => {
    const typeAt = memberNode(at, 'physicalType') ?? at;
    const name = plainText(memberNode(at, 'name')) ?? '';
    const other = old.get(name);
    const [before, after] = [physicalType(other), physicalType(at)];
    if (other === undefined || before === undefined || after === undefined) return [];
    if (before.toLowerCase() === after.toLowerCase()) return [];
    return [
      {
        kind: 'view-column-type-changed',
        store: 'curated',
        object,
        column: name,
        before,
        after,
        subject: { ...of, field: name },
        place: placeOf(typeAt),
        pointer: typeAt.pointer,
        previousPlace: placeOf(memberNode(other, 'physicalType') ?? other),
      },
    ];
  });
}

/** Where a server that both sides name lies elsewhere: host, database, schema, topic. */
function movedServers(
  before: NodeAt,
  after: NodeAt,
): { readonly before: string; readonly after: string; readonly at: NodeAt } | undefined {
  const old = itemNodes(memberNode(before, 'servers'));
  for (const at of itemNodes(memberNode(after, 'servers'))) {
    const name = plainText(memberNode(at, 'server'));
    const was = old.find((each) => plainText(memberNode(each, 'server')) === name);
    if (was === undefined || addressOf(was) === addressOf(at)) continue;
    return { before: shownAddress(was, at), after: shownAddress(at, was), at };
  }
  return undefined;
}

/** What describes a server for people and changes nothing for a program. */
const words = new Set(['id', 'server', 'description', 'environment', 'roles', 'customProperties']);

function members(at: NodeAt): readonly (readonly [string, string])[] {
  const value = jsonOf(at);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([name]) => !words.has(name))
    .map(([name, each]) => [name, typeof each === 'string' ? each : JSON.stringify(each)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function addressOf(at: NodeAt): string {
  return JSON.stringify(members(at));
}

/** The members that the other address has otherwise: `schema curated`, `database mes, host db2`. */
function shownAddress(at: NodeAt, other: NodeAt): string {
  const others = new Map(members(other));
  const differing = members(at).filter(([name, value]) => others.get(name) !== value);
  const [only] = differing;
  if (differing.length === 1 && only?.[0] === 'schema') return `schema ${only[1]}`;
  return differing.map(([name, value]) => `${name} ${value}`).join(', ');
}

function join(where: string, table: string): string {
  if (where === '') return table;
  // Only a schema is written before a table's name; a host or a database is where both lie.
  return where.startsWith('schema ')
    ? `${where.slice('schema '.length)}.${table}`
    : `${where}: ${table}`;
}

function tableOf(schema: NodeAt): string {
  return (
    plainText(memberNode(schema, 'physicalName')) ?? plainText(memberNode(schema, 'name')) ?? ''
  );
}

function physicalType(at: NodeAt | undefined): string | undefined {
  return plainText(memberNode(at, 'physicalType'))?.trim();
}

function schemas(root: NodeAt): readonly NodeAt[] {
  return itemNodes(memberNode(root, 'schema'));
}

function properties(schema: NodeAt): readonly NodeAt[] {
  return itemNodes(memberNode(schema, 'properties'));
}
