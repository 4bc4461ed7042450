import type { SourceDocument } from '../../source/source-document.ts';
import { plainValue } from '../../source/source-tree.ts';
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
  const old = pair.before?.get(pair.previous.path);
  const now = pair.after?.get(pair.current.path);
  if (old === now || old === undefined || now === undefined) return [];
  const [before, after] = [unmodelled(old), unmodelled(now)];
  return [...new Set([...after.keys(), ...before.keys()])]
    .filter((key) => !isSameData(before.get(key), after.get(key)))
    .map((key) =>
      ofContract(pair, { kind: 'text-changed', what: `what it says under ${key}` }, key),
    );
}

/** Built from the tree: the value of the whole document would cost more than the comparison. */
function unmodelled({ root }: SourceDocument): ReadonlyMap<string, unknown> {
  const members = root.kind === 'object' ? [...root.members.values()] : [];
  return new Map(
    members
      .filter(({ name }) => !modelled.has(name))
      .map(({ name, node }) => [name, plainValue(node)]),
  );
}
