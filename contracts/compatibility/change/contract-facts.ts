import type { Contract, Sla } from '../../model/contract.ts';
import type { ChangeFact } from './change-fact.ts';
import { type ContractPair, contractSubject, ofContract } from './compared.ts';
import { placeInContract, placeOfEntry } from './contract-place.ts';
import { levelOf, slaChange, slaText } from './sla-change.ts';
import { type FactBody, stated, textOr } from './stated-fact.ts';

/** What differs in the head of a contract: version, status, service levels, roles, words. */
export function contractFacts(pair: ContractPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  const facts: ChangeFact[] = [];
  if (previous.version !== current.version) {
    const texts = { before: previous.version, after: current.version };
    facts.push(ofContract(pair, { kind: 'version-changed', ...texts }, 'version'));
  }
  if (previous.status !== current.status) {
    const texts = { before: previous.status, after: current.status };
    facts.push(ofContract(pair, { kind: 'status-changed', ...texts }, 'status'));
  }
  facts.push(...slaFacts(pair), ...roleFacts(pair));
  for (const [what, key] of texts) {
    if (previous[what] === current[what]) continue;
    facts.push(ofContract(pair, { kind: 'text-changed', what: `the ${labels[what]}` }, key));
  }
  return facts;
}

const texts = [
  ['name', 'name'],
  ['purpose', 'description/purpose'],
  ['usage', 'description/usage'],
  ['limitations', 'description/limitations'],
  ['apiVersion', 'apiVersion'],
] as const;

const labels = {
  name: 'name',
  purpose: 'purpose',
  usage: 'usage',
  limitations: 'limitations',
  apiVersion: 'version of the format',
} as const;

/** The date until which a contract is promised, as it is written; its end of life where only that is. */
export function endOfSupport(contract: Contract | undefined): string | undefined {
  const of = (level: string) => contract?.slas.find((sla) => levelOf(sla) === level)?.value;
  return of('endofsupport') ?? of('endoflife');
}

function slaFacts(pair: ContractPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  const before = numbered(previous.slas, slaKey);
  const after = numbered(current.slas, slaKey);
  const facts: ChangeFact[] = [];
  for (const [key, sla] of after) {
    const old = before.get(key);
    if (old === undefined) {
      facts.push(ofSla(pair, sla, { ...named(sla), change: 'added', after: slaText(sla) }));
      continue;
    }
    const change = slaChange(old, sla);
    if (change === undefined) {
      if (slaText(old) !== slaText(sla)) {
        const what = `how the service level ${sla.property} is written`;
        facts.push(ofSla(pair, sla, { kind: 'text-changed', what }));
      }
      continue;
    }
    const shown = { before: slaText(old), after: slaText(sla) };
    facts.push(ofSla(pair, sla, { ...named(sla), change, ...shown }));
  }
  for (const [key, sla] of before) {
    if (after.has(key)) continue;
    facts.push(ofSla(pair, sla, { ...named(sla), change: 'removed', before: slaText(sla) }));
  }
  return facts;
}

function slaKey(sla: Sla): string {
  return `${levelOf(sla)} ${sla.element ?? ''}`;
}

function named({ property, element }: Sla) {
  return {
    kind: 'sla-changed',
    property,
    ...(element === undefined ? {} : { element }),
  } as const;
}

function ofSla(pair: ContractPair, { property, element }: Sla, body: FactBody): ChangeFact {
  const entry = { property, element };
  const at = placeOfEntry(pair.after, pair.current, 'slaProperties', entry);
  const before = placeOfEntry(pair.before, pair.previous, 'slaProperties', entry);
  const isNew = body.kind === 'sla-changed' && body.change === 'added';
  return stated(contractSubject(pair.current), at, body, isNew ? undefined : before.place);
}

function roleFacts(pair: ContractPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  const before = numbered(previous.roles, ({ role }) => role);
  const after = numbered(current.roles, ({ role }) => role);
  const facts: ChangeFact[] = [];
  for (const [key, { role, access }] of after) {
    const at = placeOfEntry(pair.after, current, 'roles', { role });
    const subject = contractSubject(current);
    const old = before.get(key);
    if (old === undefined) facts.push(stated(subject, at, { kind: 'role-added', role }));
    else if (old.access !== access) {
      const shown = { before: textOr(old.access), after: textOr(access) };
      const previousPlace = placeOfEntry(pair.before, previous, 'roles', { role }).place;
      facts.push(stated(subject, at, { kind: 'role-changed', role, ...shown }, previousPlace));
    }
  }
  for (const [key, { role }] of before) {
    if (after.has(key)) continue;
    const at = placeInContract(pair.after, current, 'roles');
    const previousPlace = placeOfEntry(pair.before, previous, 'roles', { role }).place;
    facts.push(stated(contractSubject(current), at, { kind: 'role-removed', role }, previousPlace));
  }
  return facts;
}

/** Things by key; those that share one are told apart by their order. */
export function numbered<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => string,
): ReadonlyMap<string, Thing> {
  const byKey = new Map<string, Thing>();
  for (const thing of things) {
    const key = keyOf(thing);
    let name = key;
    for (let number = 2; byKey.has(name); number += 1) name = `${key} (${number})`;
    byKey.set(name, thing);
  }
  return byKey;
}
