import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf, plainText } from '../source/node-at.ts';
import { nearest } from '../source/suggestion.ts';
import { filesDataset } from './bind-files.ts';
import { bindPayloadFile } from './bind-payload-file.ts';
import { bindProvenance } from './bind-provenance.ts';
import { bindQuality } from './bind-quality.ts';
import { bindStream, scalarAt } from './bind-stream.ts';
import { bindTags } from './bind-tags.ts';
import { bindTransform } from './bind-transform.ts';
import { checkTreatments } from './check-treatments.ts';
import { checkWrittenNames } from './check-written-names.ts';
import type { Dataset } from './dataset.ts';
import type { Field } from './field.ts';
import { bindProperties } from './logical-type.ts';
import { missingFile, namedFile } from './named-file.ts';
import { overlayProperties } from './overlay-properties.ts';
import { patternFindings } from './pattern-findings.ts';
import {
  type Findings,
  mappingsOf,
  note,
  noteKey,
  optional,
  requiredText,
  textOf,
} from './read-node.ts';
import { readProfile } from './read-profile.ts';
import type { RepositoryContent } from './repository-content.ts';
import {
  type ComputedProfile,
  type EventProfile,
  profileMember,
  type SensorProfile,
} from './tundish-profile.ts';

/** What a dataset is bound in. */
export interface DatasetContext {
  readonly product: string;
  readonly topicRoot: string;
  readonly content: RepositoryContent;
}

/** The dataset of a schema object; undefined where it is only documented, or wrong. */
export function bindDataset(
  at: NodeAt,
  context: DatasetContext,
  findings: Findings,
): Dataset | undefined {
  const name = requiredText(at, 'name', findings);
  if (name === undefined) return undefined;
  const entry = profileEntry(at, findings);
  if (entry === undefined) {
    const message = `the dataset '${shown(name)}' has no 'tundish' entry and is only documented`;
    const hint = 'add customProperties: [{property: tundish, value: {class: event, ...}}]';
    note(findings, 'dataset-documented-only', memberNode(at, 'name') ?? at, message, hint);
    return undefined;
  }
  const own: Findings = [];
  const dataset = boundDataset(at, name, entry, context, own);
  findings.push(...own);
  return own.some((finding) => finding.severity === 'error') ? undefined : dataset;
}

function boundDataset(
  at: NodeAt,
  name: string,
  entry: NodeAt,
  context: DatasetContext,
  findings: Findings,
): Dataset | undefined {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
    const message = `'${shown(name)}' is no name of a dataset`;
    const hint = "use up to 40 lower case letters, digits and '_', a letter first";
    note(findings, 'name-refused', memberNode(at, 'name') ?? at, message, hint);
  }
  const profile = readProfile(entry, findings);
  if (profile === undefined) {
    // The file is judged without its profile, so that its faults do not wait.
    const isStream = ['event', 'sensor'].includes(plainText(memberNode(entry, 'class')) ?? '');
    if (isStream) bindPayloadFile(at, {}, context.content, findings);
    return undefined;
  }
  const common = {
    name,
    ...optional('description', textOf(at, 'description', findings)),
    compatibility: profile.compatibility ?? 'BACKWARD_TRANSITIVE',
    drift: 'quarantine',
    place: placeOf(memberNode(at, 'name') ?? at),
  } as const;
  const quality = bindQuality(at, undefined, findings);
  const rest =
    profile.kind === 'computed'
      ? computedDataset(at, profile, context, findings)
      : profile.kind === 'files'
        ? filesDataset(at, profile, `${context.product}.${name}`, context.content, findings)
        : streamDataset(at, name, profile, context, findings);
  if (rest === undefined) return undefined;
  checkTreatments(at, rest, findings);
  return { derives: [], files: [], ...common, ...rest, quality: [...quality, ...rest.quality] };
}

/** The value of the `tundish` entry; a name that is nearly this one is a finding. */
function profileEntry(at: NodeAt, findings: Findings): NodeAt | undefined {
  let found: NodeAt | undefined;
  for (const entry of mappingsOf(at, 'customProperties', findings)) {
    const property = plainText(memberNode(entry, 'property')) ?? '';
    if (property === 'tundish') {
      if (found !== undefined) {
        note(findings, 'said-twice', entry, "the entry 'tundish' stands twice", 'keep one');
        continue;
      }
      found = memberNode(entry, 'value') ?? entry;
    } else if (nearest(property, ['tundish']) !== undefined) {
      const place = memberNode(entry, 'property') ?? entry;
      note(
        findings,
        'unknown-key',
        place,
        `'${shown(property)}' has no effect`,
        "did you mean 'tundish'?",
      );
    }
  }
  return found;
}

type Rest = Pick<
  Dataset,
  'source' | 'fields' | 'variants' | 'key' | 'change' | 'revision' | 'cancelled' | 'quality'
> &
  Partial<Pick<Dataset, 'result' | 'derives' | 'files'>>;

function streamDataset(
  at: NodeAt,
  name: string,
  profile: EventProfile | SensorProfile,
  context: DatasetContext,
  findings: Findings,
): Rest | undefined {
  const payload = bindPayloadFile(at, profile, context.content, findings);
  if (payload === undefined) {
    checkWrittenNames(at, profile, context.content, findings);
    return undefined;
  }
  const { fields, key, quality } = overlayProperties(
    at,
    payload.fields,
    payload.path,
    findings,
    profile.eventTime?.field,
  );
  const id = `${context.product}.${name}`;
  const stream = bindStream(profile, id, context.topicRoot, fields, findings);
  const change = profile.change ?? 'append';
  const revising = profile.kind === 'event' ? revisionOf(profile, change, fields, findings) : {};
  const provenance = profile.kind === 'event' ? bindProvenance(profile, fields, findings) : {};
  checkKey(at, key, change, fields, findings);
  const tags = profile.kind === 'sensor' ? tagsOf(profile, context, findings) : [];
  if (stream === undefined) return undefined;
  const { document, records, path } = payload;
  const source = { kind: 'stream', stream, payload: { path, document, records }, tags } as const;
  const variants = optional('variants', payload.variants);
  return { source, fields, ...variants, key, change, ...revising, ...provenance, quality };
}

function computedDataset(
  at: NodeAt,
  profile: ComputedProfile,
  context: DatasetContext,
  findings: Findings,
): Rest | undefined {
  const { fields, key, quality } = bindProperties(at, findings);
  findings.push(...patternFindings(at));
  if (fields.length === 0 && memberNode(at, 'properties') === undefined) {
    note(
      findings,
      'value-missing',
      at,
      'the dataset has no properties',
      'describe each column of the transform',
    );
  }
  const change = profile.change ?? 'revise';
  const asked = profile.incremental?.key ?? [];
  for (const [index, path] of asked.entries()) {
    scalarAt(fields, path, profileMember(profile, 'incremental', 'key', String(index)), findings);
  }
  if (key.length > 0 && asked.length > 0 && key.join() !== asked.join()) {
    const message = `the keys differ: (${asked.join(', ')}) here, (${key.join(', ')}) by primaryKey`;
    note(
      findings,
      'key-order',
      profileMember(profile, 'incremental', 'key'),
      message,
      'write the same names in the same order',
    );
  }
  const keys = key.length > 0 ? key : asked;
  checkKey(at, keys, change, fields, findings);
  const fileAt = profileMember(profile, 'transform');
  const path = namedFile(fileAt, profile.transform, '.sql', findings);
  if (path === undefined) return undefined;
  const bytes = context.content.bytes.get(path);
  if (bytes === undefined) {
    missingFile(fileAt, path, findings);
    return undefined;
  }
  const transform = bindTransform(profile, path, bytes, context.content, findings);
  if (transform === undefined) return undefined;
  return { source: { kind: 'transform', transform }, fields, key: keys, change, quality };
}

/** The key's fields are single values, and `revise` has one. */
function checkKey(
  at: NodeAt,
  key: readonly string[],
  change: string,
  fields: readonly Field[],
  findings: Findings,
): void {
  const properties = memberNode(at, 'properties') ?? at;
  for (const path of key) {
    if (fields.some((field) => path === field.name || path.startsWith(`${field.name}.`))) {
      scalarAt(fields, path, properties, findings);
    }
  }
  if (change === 'revise' && key.length === 0) {
    const message = 'the dataset revises records and has no key';
    note(findings, 'key-missing', at, message, 'mark its properties with primaryKey: true');
  }
}

function revisionOf(
  profile: EventProfile,
  change: string,
  fields: readonly Field[],
  findings: Findings,
): Pick<Dataset, 'revision' | 'cancelled'> {
  const { revision, cancelled } = profile;
  if (revision !== undefined) {
    const at = profileMember(profile, 'revision');
    scalarAt(fields, revision, at, findings, [
      'integer',
      'number',
      'timestamp',
      'local-timestamp',
      'date',
    ]);
  }
  if (cancelled !== undefined) {
    const at = profileMember(profile, 'cancelled', 'field');
    const field = scalarAt(fields, cancelled.field, at, findings);
    const values = field?.type.kind === 'string' ? field.type.values : undefined;
    if (values !== undefined && !values.includes(cancelled.equals)) {
      const message = `'${cancelled.field}' is never '${shown(cancelled.equals)}'`;
      note(
        findings,
        'value-not-allowed',
        profileMember(profile, 'cancelled', 'equals'),
        message,
        `its values are ${values.join(', ')}`,
      );
    }
  }
  for (const name of ['revision', 'cancelled'] as const) {
    // An unknown change is told itself.
    const isUnknown =
      profile.change === undefined && memberNode(profile.at, 'change') !== undefined;
    if (change === 'revise' || isUnknown || profile[name] === undefined) continue;
    const message = `'${name}' has no effect on a dataset that only appends`;
    noteKey(
      findings,
      'value-not-allowed',
      profileMember(profile, name),
      message,
      'write change: revise, or remove it',
    );
  }
  return { ...optional('revision', revision), ...optional('cancelled', cancelled) };
}

function tagsOf(profile: SensorProfile, context: DatasetContext, findings: Findings) {
  if (profile.tags === undefined) return [];
  const at = profileMember(profile, 'tags');
  const path = namedFile(at, profile.tags, '.csv', findings);
  if (path === undefined) return [];
  const bytes = context.content.bytes.get(path);
  if (bytes !== undefined) return bindTags(path, bytes, findings);
  missingFile(at, path, findings);
  return [];
}
