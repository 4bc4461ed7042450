import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';
import { textMember } from './property-schema.ts';

const memberKeys = [
  'username',
  'name',
  'description',
  'role',
  'dateIn',
  'dateOut',
  'replacedByUsername',
];
const supportKeys = ['channel', 'url', 'description', 'tool', 'scope', 'invitationUrl'];

/** The ODPS document of a product whose only port is a contract. */
export function productOf(
  contract: JsonObject,
  target: { readonly domain: string; readonly product: string },
): JsonObject {
  const name = textMember(contract, 'name');
  const version = textMember(contract, 'version') ?? '1.0.0';
  const description = member(contract, 'description');
  const purpose = isJsonObject(description) ? textMember(description, 'purpose') : undefined;
  const support = member(contract, 'support');
  const channels = (isJsonArray(support) ? support.filter(isJsonObject) : [])
    .map(only(supportKeys))
    // ODPS asks for an address where ODCS does not; the contract keeps all channels.
    .filter((entry) => entry.channel !== undefined && entry.url !== undefined);
  const team = teamOf(member(contract, 'team'), target.domain);
  return {
    apiVersion: 'v1.0.0',
    kind: 'DataProduct',
    id: target.product,
    name: name ?? target.product,
    version,
    status: textMember(contract, 'status') ?? 'draft',
    domain: target.domain,
    ...(purpose === undefined ? {} : { description: { purpose } }),
    outputPorts: [
      {
        name: target.product,
        version,
        contractId: textMember(contract, 'id') ?? target.product,
      },
    ],
    ...(channels.length === 0 ? {} : { support: channels }),
    ...(team === undefined ? {} : { team }),
  };
}

/** ODCS before 3.1 wrote a team as the list of its members. */
function teamOf(team: Json | undefined, domain: string): JsonObject | undefined {
  const list = isJsonObject(team) ? member(team, 'members') : team;
  const members = isJsonArray(list) ? list.filter(isJsonObject).map(only(memberKeys)) : [];
  const name = isJsonObject(team) ? textMember(team, 'name') : undefined;
  if (name === undefined && members.length === 0) return undefined;
  return { name: name ?? domain, ...(members.length === 0 ? {} : { members }) };
}

function only(names: readonly string[]): (entry: JsonObject) => JsonObject {
  return (entry) => Object.fromEntries(names.flatMap((name) => textEntry(entry, name)));
}

function textEntry(entry: JsonObject, name: string): readonly (readonly [string, string])[] {
  const text = textMember(entry, name);
  return text === undefined ? [] : [[name, text]];
}
