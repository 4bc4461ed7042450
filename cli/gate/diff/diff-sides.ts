import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import type { PlantVersion } from '../../../contracts/compatibility/change/plant-version.ts';
import type { PlainChange } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { Affected, Finding, Fix, Place } from '../../../contracts/finding.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import { UsageError } from '../../command.ts';
import { plural } from '../../render/counts.ts';
import { visible } from '../../render/visible.ts';
import type { GateResult } from '../gate-result.ts';
import { emptyBefore, planOf, readBase } from '../gate-side.ts';
import { judgeVersions } from '../judge-versions.ts';
import { type ContractVersion, contractVersion, plantOf } from './contract-version.ts';
import { physicalFacts } from './physical-facts.ts';

/**
 * Compares two contract files, or two folders with a plant, and judges what differs. Files stand for
 * themselves: the previous one counts as the same contract whatever its id.
 * @throws UsageError where one side cannot be read.
 */
export async function diffSides(
  cwd: string,
  before: string,
  after: string,
  today: string,
): Promise<GateResult> {
  const [isPlantBefore, isPlantAfter] = [isPlant(cwd, before), isPlant(cwd, after)];
  if (isPlantBefore !== isPlantAfter) {
    throw new UsageError('name two contract files, or two folders that hold a plant.yaml');
  }
  return isPlantAfter
    ? diffFolders(cwd, before, after, today)
    : diffContractFiles(cwd, before, after, today);
}

function isPlant(cwd: string, path: string): boolean {
  return existsSync(join(resolve(cwd, path), 'plant.yaml'));
}

async function diffFolders(
  cwd: string,
  before: string,
  after: string,
  today: string,
): Promise<GateResult> {
  const [previous, current] = [await plantIn(cwd, before), await plantIn(cwd, after)];
  const { verdict } = await judgeVersions(previous, current, today);
  return {
    ...named(before, after),
    ...verdict,
    findings: verdict.findings.map((finding) => moved(finding, (file) => join(after, file))),
    elsewhere: { warning: 0, info: 0 },
    migration: planMigration(previous.plan, current.plan),
    unchecked: [
      'Lint, transforms and generated files: tundish check, in the folder, looks at them.',
      ...notTransitive,
    ],
    isWhole: verdict.contracts.every((each) => each.verdict !== 'undecided'),
    reviewers: new Map(),
  };
}

const notTransitive = [
  'Versions before these two: modes that end in _TRANSITIVE were judged against the first one alone.',
];

async function plantIn(cwd: string, path: string): Promise<PlantVersion> {
  const reading = await readBase(await diskFiles(resolve(cwd, path)));
  if (reading.kind === 'version') return reading.version;
  const errors = reading.kind === 'refused' ? reading.errors : [];
  const [first] = errors;
  const where =
    first === undefined
      ? ''
      : `: ${visible(first.place.file)}:${first.place.line}: ${visible(first.message)}`;
  throw new UsageError(
    `the plant in ${visible(path)} holds ${plural(errors.length, 'error')}${where}`,
  );
}

async function diffContractFiles(
  cwd: string,
  before: string,
  after: string,
  today: string,
): Promise<GateResult> {
  const [old, now] = [await contractVersion(cwd, before), await contractVersion(cwd, after)];
  const { id, major } = now.contract;
  const bare = plantOf(now, { id, major }, noPlan());
  const { plan } = emptyBefore(bare);
  const previous = plantOf(old, { id, major }, plan);
  const current = plantOf(now, { id, major }, plan);
  const { verdict } = await judgeVersions(previous, current, today, physicalFacts(old, now));
  const modeless = modelessOf(now);
  return {
    ...named(before, after),
    waived: [],
    findings: verdict.findings
      // Only a payload schema says whether it is open.
      .filter(({ rule }) => rule !== 'undeclared-members' || now.profiled.size > 0)
      .map((finding) => moved(finding, now.pathOf)),
    contracts: verdict.contracts.map((each) => ({
      ...each,
      ...(each.before === undefined ? {} : { before: old.contract.version }),
      changes: each.changes.map((change) => placed(change, now.pathOf)),
    })),
    others: verdict.others.map((change) => placed(change, now.pathOf)),
    elsewhere: { warning: 0, info: 0 },
    migration: { steps: [], byHand: [] },
    unchecked: [
      ...modeless,
      ...old.unread,
      ...now.unread,
      'Who reads it, and what a database needs: only a plant tells.',
      ...(now.profiled.size === 0 ? [] : notTransitive),
    ],
    isWhole:
      old.unread.length + now.unread.length === 0 &&
      verdict.contracts.every((each) => each.verdict !== 'undecided'),
    reviewers: new Map(),
  };
}

/** Datasets for which the contract names no mode. */
function modelessOf({ contract, profiled }: ContractVersion): readonly string[] {
  const names = contract.datasets.flatMap(({ name }) => (profiled.has(name) ? [] : [name]));
  if (names.length === 0) return [];
  return [
    `What ${names.join(', ')} promises: ODCS has no compatibility mode, so it was judged as FULL, in both directions.`,
  ];
}

function noPlan(): PlantVersion['plan'] {
  return planOf({
    name: 'alone',
    timeZone: 'UTC',
    topicRoot: 'plant',
    calendars: [],
    domains: [],
    products: [],
  });
}

function named(before: string, after: string): Pick<GateResult, 'against' | 'head'> {
  return {
    against: { name: before, commit: '', isMergeBase: false },
    head: { name: after, commit: '', isMergeBase: false },
  };
}

type PathOf = (file: string) => string;

/** At its place in the files named; a version that says too little breaks nobody who compares. */
function moved(finding: Finding, pathOf: PathOf): Finding {
  const isLate = finding.rule === 'version-bump-missing' && finding.severity === 'error';
  return {
    ...finding,
    place: at(finding.place, pathOf),
    ...(finding.affects === undefined
      ? {}
      : { affects: finding.affects.map((each) => reaching(each, pathOf)) }),
    ...(finding.fix === undefined ? {} : { fix: mending(finding.fix, pathOf) }),
    ...(isLate ? { severity: 'warning' } : {}),
  };
}

function reaching(affected: Affected, pathOf: PathOf): Affected {
  const { place } = affected;
  return place === undefined ? affected : { ...affected, place: at(place, pathOf) };
}

function mending(fix: Fix, pathOf: PathOf): Fix {
  return {
    ...fix,
    edits: fix.edits.map((edit) => ({
      ...edit,
      place: { ...edit.place, file: pathOf(edit.place.file) },
    })),
  };
}

function placed(change: PlainChange, pathOf: PathOf): PlainChange {
  return { ...change, place: at(change.place, pathOf) };
}

function at(place: Place, pathOf: PathOf): Place {
  return { ...place, file: pathOf(place.file) };
}
