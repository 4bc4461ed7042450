import { compareText } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import { planCalendars } from './calendar-dataset.ts';
import { planComputedDataset } from './computed-dataset.ts';
import {
  type DatasetGroup,
  type Duplicate,
  groupDatasets,
  isFilesMember,
  isStreamMember,
  isTransformMember,
} from './dataset-group.ts';
import { planEventDataset, type Validators } from './event-dataset.ts';
import { planFileSet } from './file-set.ts';
import { type LostDerivation, planGenealogy, withTraceIndexes } from './genealogy.ts';
import { planGrants } from './grants.ts';
import { type Disagreement, disagreements } from './major-agreement.ts';
import type { TypeClash } from './merge-majors.ts';
import type { DatasetPlan, Plan } from './plan.ts';
import { planSensorDataset, type SeriesClash } from './sensor-dataset.ts';

/** What planning could not express in tables; `planProblems` turns it into findings. */
export interface PlanTrouble {
  readonly clashes: { readonly group: DatasetGroup; readonly clash: TypeClash }[];
  readonly series: { readonly group: DatasetGroup; readonly clash: SeriesClash }[];
  readonly disagreements: Disagreement[];
  readonly duplicates: Duplicate[];
  readonly lost: LostDerivation[];
  /** Groups whose majors arrive in different ways: only the newest's way is planned. */
  readonly mixed: DatasetGroup[];
}

/**
 * The physical consequence of a plant: pure and deterministic. `validators` tells the built module
 * of each stream major by its name (`<product>.<dataset>.v<major>`). A model with errors still
 * gives a plan; what it leaves out is in `planProblems`.
 */
export function planPlant(plant: Plant, validators: Validators): Plan {
  return planWithTrouble(plant, validators).plan;
}

export function planWithTrouble(
  plant: Plant,
  validators: Validators,
): { readonly plan: Plan; readonly trouble: PlanTrouble } {
  const trouble: PlanTrouble = {
    clashes: [],
    series: [],
    disagreements: [],
    duplicates: [],
    lost: [],
    mixed: [],
  };
  const groups = [...plant.products]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((product) => groupDatasets(product, trouble.duplicates));
  const declared = groups.flatMap((group) => planGroup(group, validators, trouble));
  const genealogy = planGenealogy(groups, declared, trouble.lost);
  const datasets = [
    ...withTraceIndexes(declared, genealogy),
    ...planCalendars(plant.calendars, declared),
    ...genealogy,
  ].sort((a, b) => compareText(a.id, b.id));
  const plan: Plan = {
    formatVersion: 1,
    plant: plant.name,
    timeZone: plant.timeZone,
    topicRoot: plant.topicRoot,
    datasets,
    grants: planGrants(plant, datasets),
  };
  return { plan, trouble };
}

function planGroup(
  group: DatasetGroup,
  validators: Validators,
  trouble: PlanTrouble,
): readonly DatasetPlan[] {
  const newest = group.members.at(-1);
  if (newest === undefined) return [];
  if (isTransformMember(newest)) {
    const members = group.members.filter(isTransformMember);
    if (members.length < group.members.length) trouble.mixed.push(group);
    return members.map((member) => planComputedDataset(group, member));
  }
  if (isFilesMember(newest)) {
    const members = group.members.filter(isFilesMember);
    if (members.length < group.members.length) trouble.mixed.push(group);
    return [planFileSet(group, members, newest)];
  }
  if (!isStreamMember(newest)) return [];
  const { stream } = newest.dataset.source;
  const members = group.members
    .filter(isStreamMember)
    .filter((member) => member.dataset.source.stream.class === stream.class);
  if (members.length < group.members.length) trouble.mixed.push(group);
  trouble.disagreements.push(...disagreements(group, members));
  if (stream.class === 'sensor') {
    const clashes: SeriesClash[] = [];
    const plan = planSensorDataset(group, members, newest, stream, validators, clashes);
    trouble.series.push(...clashes.map((clash) => ({ group, clash })));
    return [plan];
  }
  const clashes: TypeClash[] = [];
  const plan = planEventDataset(group, members, newest, validators, clashes);
  trouble.clashes.push(...clashes.map((clash) => ({ group, clash })));
  return [plan];
}
