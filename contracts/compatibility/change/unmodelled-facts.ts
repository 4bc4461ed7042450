import { isJsonObject, member } from '../../source/json-schema/json-object.ts';
import type { ChangeFact } from './change-fact.ts';
import { type ContractPair, ofContract } from './compared.ts';
import { isSameData } from './same-meaning.ts';

/** Keys of a contract's file of which the model knows all, and the folder's domain. */
const modelled: ReadonlySet<string> = new Set([
  'apiVersion',
  'description',
  'domain',
  'id',
  'kind',
  'name',
  'roles',
  'schema',
  'slaProperties',
  'status',
  'version',
]);

/** What the file says and the platform only hands on: servers, tags, team, support, price. */
export function unmodelledFacts(pair: ContractPair): readonly ChangeFact[] {
  const before = pair.before?.get(pair.previous.path)?.value;
  const after = pair.after?.get(pair.current.path)?.value;
  if (before === after || !isJsonObject(before) || !isJsonObject(after)) return [];
  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...keys]
    .filter((key) => !modelled.has(key))
    .filter((key) => !isSameData(member(before, key), member(after, key)))
    .map((key) =>
      ofContract(pair, { kind: 'text-changed', what: `what it says under ${key}` }, key),
    );
}
