import type { Fix } from '../../finding.ts';
import { memberNode, placeOf, rootNode } from '../../source/node-at.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import type { Bump } from './change-rule.ts';
import type { ContractSides } from './contract-promises.ts';
import { versionRules } from './version-rules.ts';
import { findingAt, isSmallerBump, largerBump, type Weighed } from './weighed.ts';

const rule = 'version-bump-missing';

/** By how much a contract raised its version; nothing where it went back. */
export function declaredBump(before: string | undefined, after: string | undefined): Bump {
  const old = numbersOf(before);
  const now = numbersOf(after);
  if (old === undefined || now === undefined) return 'none';
  const parts = ['major', 'minor', 'patch'] as const;
  for (const [index, part] of parts.entries()) {
    const [a, b] = [old[index] ?? 0, now[index] ?? 0];
    if (a !== b) return b > a ? part : 'none';
  }
  return 'none';
}

/** What all changes of a contract ask for together. */
export function requiredBump(weighed: readonly Weighed[]): Bump {
  return weighed.map(({ bump }) => bump).reduce<Bump>(largerBump, 'none');
}

/**
 * The finding of a version that says less than what changed. A break asks for another file, which its
 * own finding says; here it counts as a minor, for where somebody waives it.
 */
export function bumpFinding(
  sides: ContractSides,
  weighed: readonly Weighed[],
  current: PlantVersion,
): Weighed | undefined {
  const { previous, current: contract } = sides;
  if (previous === undefined || contract === undefined) return undefined;
  const required = requiredBump(weighed);
  const within = required === 'major' ? 'minor' : required;
  const declared = declaredBump(previous.version, contract.version);
  if (within === 'none' || !isSmallerBump(declared, within)) return undefined;
  const next = raised(previous.version, within);
  if (next === undefined) return undefined;
  const because = weighed.find(({ bump }) => bump === required)?.plain?.sentence;
  const kept = contract.version === previous.version;
  const stands = kept
    ? `stays ${contract.version}`
    : `goes from ${previous.version} to ${contract.version}`;
  const at = versionPlace(contract.path, current);
  const fact = at ?? { place: contract.place, pointer: '' };
  const finding = findingAt(fact, {
    rule,
    why: versionRules[rule].why,
    // Words that changed are told apart by the history of the file as well.
    severity: within === 'patch' ? 'warning' : 'error',
    message: `the version of '${contract.id}' ${stands}, and its changes ask for ${next} at least`,
    hint: `write version: ${next}`,
    evidence: because === undefined ? [] : [{ label: 'asked for by', text: because }],
    affects: [],
    subject: sides.key,
  });
  const fix = at === undefined ? undefined : fixOf(at.place, next);
  return {
    fact: factAt(sides, fact),
    broken: [],
    bump: 'none',
    isUndecided: false,
    finding: fix === undefined ? finding : { ...finding, fix },
  };
}

/** The finding of a version below the one of before, whatever else changed. */
export function loweredFinding(sides: ContractSides, current: PlantVersion): Weighed | undefined {
  const { previous, current: contract } = sides;
  if (previous === undefined || contract === undefined) return undefined;
  if (!isLowered(previous.version, contract.version)) return undefined;
  const at = versionPlace(contract.path, current);
  const fact = at ?? { place: contract.place, pointer: '' };
  const finding = findingAt(fact, {
    rule: 'version-lowered',
    why: versionRules['version-lowered'].why,
    severity: 'error',
    message: `the version of '${contract.id}' goes back from ${previous.version} to ${contract.version}`,
    hint: `write version: ${previous.version}, or a higher one`,
    evidence: [],
    affects: [],
    subject: sides.key,
  });
  return { fact: factAt(sides, fact), broken: [], bump: 'none', isUndecided: false, finding };
}

/** Precedence of Semantic Versioning 2.0.0, §11, as far as a version says it in full. */
function isLowered(before: string, after: string): boolean {
  const [old, now] = [numbersOf(before), numbersOf(after)];
  if (old === undefined || now === undefined) return false;
  for (const [index, number] of old.entries()) {
    const other = now[index] ?? 0;
    if (other !== number) return other < number;
  }
  const [was, is] = [prerelease(before), prerelease(after)];
  if (is.length === 0) return false;
  if (was.length === 0) return true;
  for (const [index, part] of was.entries()) {
    const other = is[index];
    if (other === undefined) return true;
    if (other !== part) return isPartLower(other, part);
  }
  return false;
}

function prerelease(version: string): readonly string[] {
  const [, text] = /^\d+\.\d+\.\d+-([^+]+)/.exec(version) ?? [];
  return text?.split('.') ?? [];
}

/** Numbers by size and below words, words by their letters. */
function isPartLower(one: string, other: string): boolean {
  const [isNumber, isOtherNumber] = [one, other].map((part) => /^\d+$/.test(part));
  if (isNumber === true && isOtherNumber === true) return Number(one) < Number(other);
  return isNumber === isOtherNumber ? one < other : isNumber === true;
}

type At = Pick<ChangeFact, 'place' | 'pointer'>;

function factAt({ product, id, major }: ContractSides, at: At): ChangeFact {
  return {
    kind: 'text-changed',
    what: 'version',
    subject: { product, contract: id, major },
    ...at,
  };
}

function versionPlace(path: string, { sources }: PlantVersion): At | undefined {
  const document = sources?.get(path);
  const at = document === undefined ? undefined : memberNode(rootNode(document), 'version');
  return at === undefined ? undefined : { place: placeOf(at), pointer: at.pointer };
}

function fixOf(place: At['place'], version: string): Fix | undefined {
  const { endLine, endColumn, ...start } = place;
  if (endLine === undefined || endColumn === undefined || endLine !== place.line) return undefined;
  return {
    title: `write ${version}`,
    edits: [{ place: { ...start, endLine, endColumn }, text: version }],
  };
}

function raised(version: string, bump: 'patch' | 'minor'): string | undefined {
  const [major, minor = 0, patch = 0] = numbersOf(version) ?? [];
  if (major === undefined) return undefined;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

function numbersOf(version: string | undefined): readonly number[] | undefined {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return numbers.length === 3 ? numbers.map(Number) : undefined;
}
