import type { WaivingProduct } from '../../contracts/compatibility/judgement/apply-waivers.ts';
import { type Finding, hasErrors, sortFindings } from '../../contracts/finding.ts';
import { withoutEchoes } from '../../contracts/lint/without-echoes.ts';
import { kept, recalled } from '../../contracts/source/remembered.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import type { CheckResult } from '../check-remembering.ts';
import { type JudgedAhead, judgeAhead } from './judge-ahead.ts';
import { judgeFiles, readFiles } from './judge-files.ts';
import { byUnit, factsOfUnits, type UnitFindings } from './judge-shard.ts';
import { partOfRepository } from './part-of-repository.ts';
import { type PlantUnit, unitsOf } from './plant-units.ts';
import type { UnitFacts } from './unit-facts.ts';
import { ownKeys } from './unit-keys.ts';
import { linksOf, type PlantLinks, plantState } from './unit-links.ts';

/**
 * Says what `checkRepository` says, from what earlier checks remember of the units of the plant: only
 * those are judged whose own files, or the files of units that they hang together with, have changed.
 * They are judged in a repository of themselves and those others, by the same code.
 */
export async function checkByUnit(files: RepositoryFiles): Promise<UnitCheck> {
  const units = unitsOf(await files.list());
  const keys = await ownKeys(files, units);
  const known = await knownFacts(files, units, keys);
  const ahead = known === undefined ? await judgeAhead(files, units) : undefined;
  const facts = known ?? ahead?.facts;
  const links = facts === undefined ? undefined : linksOf(facts);
  if (facts === undefined || links === undefined) return checkWhole(files, units, keys);
  const judged = keys.map((key, unit) => judgementKey(key, unit, links, keys));
  if (ahead !== undefined) keepAhead(ahead, keys, judged, links);
  const found = judged.map((key) => recalled<UnitFindings>(judgementKind, key));
  const open = found.flatMap((each, unit) => (each === undefined ? [unit] : []));
  if (open.length > units.length / 2) return checkWhole(files, units, keys);
  if (open.length > 0) {
    const around = new Set([...open, ...links.witnesses]);
    for (const unit of open) for (const other of links.linked[unit] ?? []) around.add(other);
    const folders = new Set([...around].map((unit) => units[unit]?.folder ?? ''));
    const read = await readFiles(partOfRepository(files, folders));
    if (read.plant === undefined) return checkWhole(files, units, keys);
    const part = await judgeFiles(read);
    // Of the units around, which are judged without all that belongs to them, nothing is taken.
    const own = byUnit(part, units, open);
    if (![...own.values()].every(standsAlone)) return checkWhole(files, units, keys);
    for (const [unit, findings] of own) {
      found[unit] = kept(judgementKind, judged[unit] ?? '', findings);
    }
  }
  return {
    findings: told(found.flatMap((each) => each ?? [])),
    isWhole: true,
    products: facts.flatMap(({ waiving }) => waiving ?? []),
  };
}

/** What was found, and the products that accept some of it. */
export interface UnitCheck extends CheckResult {
  readonly products: readonly WaivingProduct[];
}

const judgementKind = 'findings of a unit';

/** What a person should see of it. */
function told(found: readonly UnitFindings[]): readonly Finding[] {
  const reading = found.flatMap((each) => each.reading);
  // What could not be bound is missing in the plan too: saying so again would hide the cause.
  const planning = hasErrors(reading) ? [] : found.flatMap((each) => each.planning);
  const lint = found.flatMap((each) => each.lint);
  return sortFindings(withoutEchoes([...reading, ...lint, ...planning]));
}

/**
 * Rules whose hints name what is nearest in the whole plant. What they say of a part may be another
 * name, so the whole is judged.
 */
const farSighted: ReadonlySet<string> = new Set([
  'derivation-identifiers',
  'foreign-key-known',
  'sql-reads',
  'transform-view-known',
  'transform-view-unknown',
  'unknown-contract-reference',
]);

function standsAlone({ reading, lint, planning }: UnitFindings): boolean {
  return ![...reading, ...lint, ...planning].some(({ rule }) => farSighted.has(rule));
}

/** Keeps of what was judged in parts that which was judged with all that it hangs together with. */
function keepAhead(
  { facts, shards, findings }: JudgedAhead,
  keys: readonly string[],
  judged: readonly string[],
  links: PlantLinks,
): void {
  for (const [unit, each] of facts.entries()) kept(factsKind, keys[unit] ?? '', each);
  for (const { own, among } of shards) {
    const { state } = plantState([...among].flatMap((unit) => facts[unit] ?? []));
    if (state !== links.state) continue;
    for (const unit of own) {
      const said = findings[unit];
      if (said === undefined || !standsAlone(said)) continue;
      if ([...(links.linked[unit] ?? [])].every((other) => among.has(other))) {
        kept(judgementKind, judged[unit] ?? '', said);
      }
    }
  }
}

async function checkWhole(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  keys: readonly string[],
): Promise<UnitCheck> {
  const read = await readFiles(files);
  if (read.plant === undefined) {
    return { findings: sortFindings(withoutEchoes(read.reading)), isWhole: false, products: [] };
  }
  const whole = await judgeFiles(read);
  const all = [...units.keys()];
  const facts = await factsOfUnits(files, read, units, all);
  for (const unit of all) kept(factsKind, keys[unit] ?? '', facts[unit]);
  const links = linksOf(facts);
  if (links !== undefined) {
    for (const [unit, findings] of byUnit(whole, units, all)) {
      if (!standsAlone(findings)) continue;
      kept(judgementKind, judgementKey(keys[unit] ?? '', unit, links, keys), findings);
    }
  }
  return { findings: told([whole]), isWhole: true, products: whole.plant.products };
}

function judgementKey(
  own: string,
  unit: number,
  links: PlantLinks,
  keys: readonly string[],
): string {
  const others = [...(links.linked[unit] ?? [])].sort((a, b) => a - b).map((each) => keys[each]);
  return JSON.stringify([own, links.state, others]);
}

const factsKind = 'facts of a unit';

/** The facts of all units; undefined where too few are known to go on with a part. */
async function knownFacts(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  keys: readonly string[],
): Promise<readonly UnitFacts[] | undefined> {
  const known = keys.map((key) => recalled<UnitFacts>(factsKind, key));
  const open = known.flatMap((each, unit) => (each === undefined ? [unit] : []));
  if (open.length > units.length / 2) return undefined;
  if (open.length === 0) return known.flatMap((each) => each ?? []);
  const folders = new Set(open.map((unit) => units[unit]?.folder ?? ''));
  const read = await readFiles(partOfRepository(files, folders));
  if (read.plant === undefined) return undefined;
  const facts = await factsOfUnits(files, read, units, open);
  for (const [at, unit] of open.entries()) {
    const own = facts[at];
    if (own === undefined) return undefined;
    known[unit] = kept(factsKind, keys[unit] ?? '', own);
  }
  return known.flatMap((each) => each ?? []);
}
