import type { Agreement } from '../../model/agreement.ts';
import type { Plant } from '../../model/plant.ts';
import type { InputPort, Owner, Product } from '../../model/product.ts';
import type { ChangeFact } from './change-fact.ts';
import { numbered } from './contract-facts.ts';
import { saysTheSame } from './same-meaning.ts';
import { type FactBody, stated, textOr } from './stated-fact.ts';
import { type Sources, spotAt, spotOf } from './written-place.ts';

/** One product on both sides. */
export interface ProductPair {
  readonly previous: Product;
  readonly current: Product;
  readonly plant: Plant;
  readonly before: Sources;
  readonly after: Sources;
}

/** What differs in a product beside its contracts. Where its folder lies is its domain's affair. */
export function productFacts(pair: ProductPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  const facts: ChangeFact[] = [];
  const tell = (body: FactBody, key?: string) => facts.push(ofProduct(pair, body, key));
  if (previous.domain !== current.domain) {
    tell({ kind: 'product-moved', before: previous.domain, after: current.domain }, 'domain');
  } else if (previous.folder !== current.folder) {
    tell({ kind: 'product-moved', before: previous.folder, after: current.folder });
  }
  ownerFacts(pair, tell);
  portFacts(pair, tell);
  for (const [what, key, of] of texts) {
    if (!saysTheSame(of(previous), of(current))) tell({ kind: 'product-text-changed', what }, key);
  }
  for (const body of outputPorts(previous, current)) tell(body, 'outputPorts');
  for (const body of agreements(previous, current)) tell(body);
  return facts;
}

const texts: readonly (readonly [string, string, (product: Product) => unknown])[] = [
  ['name', 'name', ({ name }) => name],
  ['version', 'version', ({ version }) => version],
  ['status', 'status', ({ status }) => status],
  ['purpose', 'description/purpose', ({ purpose }) => purpose],
  ['kind', 'customProperties', ({ kind }) => kind],
  ['what it is made of', 'customProperties', ({ component }) => component],
  ['waivers', 'id', ({ waivers }) => waivers],
];

type Tell = (body: FactBody, key?: string) => void;

function ownerFacts({ previous, current, plant }: ProductPair, tell: Tell): void {
  if (saysTheSame(previous.owner, current.owner)) return;
  if (current.owner !== undefined || previous.owner === undefined) {
    const shown = { before: ownerText(previous.owner), after: ownerText(current.owner) };
    tell({ kind: 'owner-changed', ...shown }, 'team');
    return;
  }
  const lead = plant.domains.find(({ name }) => name === current.domain)?.lead;
  const before = ownerText(previous.owner);
  tell({ kind: 'owner-lost', before, ...(lead === undefined ? {} : { lead }) });
}

function ownerText(owner: Owner | undefined): string {
  if (owner === undefined) return 'nobody';
  const members = owner.members.map(({ username, role }) =>
    role === undefined ? username : `${username}, ${role}`,
  );
  const more = [...(owner.contact === undefined ? [] : [owner.contact]), ...members].join('; ');
  return more === '' ? owner.team : `${owner.team} (${more})`;
}

function portFacts({ previous, current }: ProductPair, tell: Tell): void {
  const before = numbered(previous.inputPorts, portText);
  const after = numbered(current.inputPorts, portText);
  for (const [key, port] of after) {
    const old = before.get(key);
    if (old === undefined) tell({ kind: 'input-port-added', reads: portText(port) }, 'inputPorts');
    else if (!saysTheSame(old, port)) {
      tell({ kind: 'product-text-changed', what: `the input port ${port.name}` }, 'inputPorts');
    }
  }
  for (const [key, port] of before) {
    if (!after.has(key)) tell({ kind: 'input-port-removed', reads: portText(port) }, 'inputPorts');
  }
}

/** `heat v1`: what it reads, by major. */
function portText({ contractId, version }: InputPort): string {
  const major = /^v?(\d+)/.exec(version)?.[1];
  return major === undefined ? `${contractId} ${version}` : `${contractId} v${major}`;
}

function outputPorts(previous: Product, current: Product): readonly FactBody[] {
  const before = numbered(previous.outputPorts, ({ name }) => name);
  const after = numbered(current.outputPorts, ({ name }) => name);
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names
    .filter((name) => !saysTheSame(before.get(name), after.get(name)))
    .map((name) => {
      const contract = after.has(name) ? undefined : before.get(name)?.contractId;
      const isLost =
        contract !== undefined &&
        current.contracts.some(({ id }) => id === contract) &&
        current.outputPorts.every(({ contractId }) => contractId !== contract);
      return isLost
        ? { kind: 'output-port-removed', port: name, contract }
        : { kind: 'product-text-changed', what: `the output port ${name}` };
    });
}

function agreements(previous: Product, current: Product): readonly FactBody[] {
  const before = numbered(previous.agreements, ({ id }) => id);
  const after = numbered(current.agreements, ({ id }) => id);
  const ids = [...new Set([...after.keys(), ...before.keys()])];
  return ids
    .filter((id) => !saysTheSame(before.get(id), after.get(id)))
    .map((id) => {
      const [was, is] = [before.get(id), after.get(id)];
      if (was !== undefined && isEnded(was, is)) return endOf(was, is);
      const consumer = textOr((is ?? was)?.consumer, id);
      return { kind: 'product-text-changed', what: `the agreement ${id} with ${consumer}` };
    });
}

function isEnded(was: Agreement, is: Agreement | undefined): boolean {
  if (is === undefined) return true;
  return is.until !== undefined && (was.until === undefined || is.until < was.until);
}

function endOf(was: Agreement, is: Agreement | undefined): FactBody {
  const { id, consumer, contact, contractId, major, until } = was;
  return {
    kind: 'agreement-ended',
    agreement: id,
    consumer,
    ...(contact === undefined ? {} : { contact }),
    reads: `${contractId} v${major}`,
    ...(until === undefined ? {} : { before: until }),
    ...(is?.until === undefined ? {} : { after: is.until }),
  };
}

function ofProduct(pair: ProductPair, body: FactBody, key?: string): ChangeFact {
  const at = placed(pair.after, pair.current, key);
  const previousPlace = placed(pair.before, pair.previous, key).place;
  return stated({ product: pair.current.id }, at, body, previousPlace);
}

function placed(sources: Sources, { place }: Product, key: string | undefined) {
  const named = key === undefined ? undefined : spotOf(sources, place.file, `/${key}`);
  return named ?? spotAt(sources, place);
}
