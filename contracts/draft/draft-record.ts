import { fieldNameProblem } from '../model/field-name.ts';
import { shown } from '../source/checked-value.ts';
import type { Json } from '../source/json.ts';
import type { DraftField, Loss } from './draft-contract.ts';
import { isUnique, type Observation, soleFormat, soleKind } from './observation.ts';
import { unitOfName } from './unit-of-name.ts';
import { commentText } from './yaml-text.ts';

/** JSON Schema and ODCS properties of one record, drawn from what was observed. */
export interface DraftRecord {
  readonly schema: { readonly [name: string]: Json };
  readonly fields: readonly DraftField[];
  readonly losses: readonly Loss[];
}

/** One dataset holds at most 1,200 fields; some room is left for a person's own. */
const mostFields = 1_000;
/** An object with more names than this uses names as data. */
const mostNames = 200;
const reaching = new Set(['__proto__', 'constructor', 'prototype']);

/** Why a member cannot become a field; undefined where it can. */
export function memberProblem(name: string): string | undefined {
  return reaching.has(name) ? 'has a name that reaches into programs' : fieldNameProblem(name);
}

export function draftRecord(record: Observation, where: string): DraftRecord {
  const drafting: Drafting = { left: mostFields, losses: [], where };
  const { schema, fields } = objectOf(record, { path: '', noun: 'messages', arrays: 0 }, drafting);
  return { schema, fields, losses: drafting.losses };
}

interface Drafting {
  left: number;
  readonly losses: Loss[];
  readonly where: string;
}

interface Around {
  /** JSON pointer-like path for people: `/chemistry`. */
  readonly path: string;
  readonly noun: string;
  /** Arrays around it. */
  readonly arrays: number;
}

interface Drafted {
  readonly schema: { readonly [name: string]: Json };
  readonly fields: readonly DraftField[];
  readonly ask: readonly string[];
}

function objectOf(observation: Observation, around: Around, drafting: Drafting): Drafted {
  const objects = observation.kinds.get('object') ?? 0;
  if (around.path !== '' && observation.members.size > mostNames) {
    return openObject(observation);
  }
  const properties: [string, Json][] = [];
  const required: string[] = [];
  const fields: DraftField[] = [];
  let tooMany = 0;
  for (const [name, member] of observation.members) {
    const problem = memberProblem(name);
    const path = `${around.path}/${commentText(name, 60)}`;
    if (problem !== undefined) {
      lose(drafting, `member '${shown(name)}'`, path, problem);
      continue;
    }
    if (drafting.left === 0) {
      tooMany += 1;
      continue;
    }
    drafting.left -= 1;
    const drafted = draftValue(member, name, { ...around, path }, drafting);
    properties.push([name, drafted.schema]);
    if (member.seen === objects) required.push(name);
    fields.push(fieldOf(name, member, drafted, `${member.seen}/${objects} ${around.noun}`));
  }
  if (tooMany > 0) {
    const what = `${tooMany} members`;
    lose(drafting, what, around.path || '/', `a dataset holds ${mostFields} drafted fields`);
  }
  return {
    schema: {
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(properties),
    },
    fields,
    ask: [],
  };
}

function openObject(observation: Observation): Drafted {
  const { size } = observation.members;
  return {
    schema: { type: 'object', additionalProperties: true },
    fields: [],
    ask: [
      `${size} different names were seen: are they data rather than names? Then an array of objects with the name as a member gives rows instead of one jsonb column`,
    ],
  };
}

function lose(drafting: Drafting, what: string, where: string, why: string): void {
  drafting.losses.push({ what, where: `${drafting.where}:${where}`, became: 'in raw only', why });
}

/** Schema and questions of one member, whatever its kind. */
function draftValue(
  observation: Observation,
  name: string,
  around: Around,
  drafting: Drafting,
): Drafted {
  const kind = soleKind(observation);
  const nullable = observation.nulls > 0;
  const ask: string[] = [];
  if (observation.kinds.size === 0) {
    ask.push(`null in all ${observation.seen} values: of which type is it?`);
    return { schema: {}, fields: [], ask };
  }
  if (kind === undefined) {
    const kinds = [...observation.kinds].map(([each, times]) => `${each} (${times})`).join(', ');
    ask.push(
      `values are of several types: ${kinds}; which one is meant? As it is, it becomes jsonb`,
    );
    const types = [...observation.kinds.keys()];
    return { schema: { type: [...types, ...(nullable ? ['null'] : [])] }, fields: [], ask };
  }
  const type = nullable ? [kind, 'null'] : kind;
  if (kind === 'object') {
    const drafted = objectOf(observation, { ...around, noun: 'objects' }, drafting);
    return { ...drafted, schema: { ...drafted.schema, type } };
  }
  if (kind === 'array') return arrayOf(observation, name, type, around, drafting);
  const format = kind === 'string' ? soleFormat(observation) : undefined;
  if (kind === 'string') ask.push(...textQuestions(observation, format));
  if (kind === 'number' || kind === 'integer')
    ask.push(...numberQuestions(observation, name, kind));
  ask.push(...personalQuestion(name));
  const asserted = format === 'local-date-time' || format === 'number' ? undefined : format;
  return {
    schema: { type, ...(asserted === undefined ? {} : { format: asserted }) },
    fields: [],
    ask,
  };
}

function arrayOf(
  observation: Observation,
  name: string,
  type: Json,
  around: Around,
  drafting: Drafting,
): Drafted {
  const { items } = observation;
  if (items === undefined) {
    const ask = [`always an empty array: what do its items look like?`];
    return { schema: { type }, fields: [], ask };
  }
  const inner = draftValue(
    items,
    name,
    { path: `${around.path}/*`, noun: 'items', arrays: around.arrays + 1 },
    drafting,
  );
  const isDeep = around.arrays >= 2;
  return {
    schema: { type, items: inner.schema },
    // The third level of arrays is one jsonb column, which has no properties to describe.
    fields: isDeep ? [] : inner.fields,
    ask: inner.ask,
  };
}

function textQuestions(observation: Observation, format: string | undefined): readonly string[] {
  const { values, forgot } = observation;
  const texts = observation.kinds.get('string') ?? 0;
  if (format === 'local-date-time')
    return [
      'its times have no offset, so it stays text unless eventTime names it with a zone: can the source send the offset?',
    ];
  if (format === 'number')
    return ['every value is a number in quotes: can the source send a number?'];
  const isChoice =
    !forgot && format === undefined && values.size <= 12 && texts >= 10 * values.size;
  if (!isChoice || values.size < 2) return [];
  const listed = [...values.keys()].map((value) => commentText(String(value), 40)).sort();
  return [
    `only these ${values.size} were seen in ${texts} values: ${listed.join(', ')}; are they all? Then give it "enum" in the payload schema`,
  ];
}

function numberQuestions(
  observation: Observation,
  name: string,
  kind: 'number' | 'integer',
): readonly string[] {
  const ask: string[] = [];
  if (observation.inexact > 0) {
    ask.push(
      `${observation.inexact} values have more digits than most readers carry: can the source send them as text?`,
    );
  }
  const isEpoch =
    observation.least > 1e9 && observation.most < 4e12 && /time|ts|zeit|stamp/i.test(name);
  if (isEpoch) {
    ask.push(
      'these look like seconds or milliseconds since 1970: can the source send a date-time?',
    );
  } else if (kind === 'number') {
    const unit = unitOfName(name);
    ask.push(
      unit === undefined
        ? `which unit has ${name}? Add customProperties: [{property: unit, value: <UCUM code>}] (unit-on-measured-quantity)`
        : `the name says ${unit}: is that the unit?`,
    );
  }
  return ask;
}

const personal =
  /(^|_)(operator|user|username|employee|person|worker|email|e_mail|phone|first_?name|last_?name|inspector|bediener|mitarbeiter|personal_?(no|nr)|schichtfuehrer)($|_)/i;

function personalQuestion(name: string): readonly string[] {
  return personal.test(name)
    ? ['does it name a person? Then classification: personal and a treatment']
    : [];
}

function fieldOf(
  name: string,
  observation: Observation,
  drafted: Drafted,
  presence: string,
): DraftField {
  const kind = soleKind(observation);
  const unit = kind === 'number' ? unitOfName(name) : undefined;
  return {
    name,
    logicalType: logicalTypeOf(observation),
    ...(unit === undefined ? {} : { unit }),
    evidence: evidenceOf(observation, presence),
    ask: drafted.ask,
    fields: drafted.fields,
  };
}

function logicalTypeOf(observation: Observation): DraftField['logicalType'] {
  const kind = soleKind(observation);
  if (kind !== 'string') return kind;
  switch (soleFormat(observation)) {
    case 'date-time':
      return 'timestamp';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'local-date-time':
      return undefined;
    default:
      return 'string';
  }
}

/** `412/412 messages, 1..3`: presence, then range or number of different values. */
function evidenceOf(observation: Observation, presence: string): string {
  const { least, most, values, forgot, nulls, longestArray } = observation;
  const kind = soleKind(observation);
  const parts = [presence];
  if (nulls > 0) parts.push(`${nulls} null`);
  if (kind === 'integer' || kind === 'number') {
    parts.push(least === most ? `always ${least}` : `${least}..${most}`);
    if (observation.growing && observation.seen > 2) parts.push('growing');
  } else if (kind === 'array') parts.push(`${longestArray} items at most`);
  if (kind === 'string') {
    if (isUnique(observation)) parts.push('all different');
    else parts.push(forgot ? 'many different' : `${values.size} different`);
  }
  return parts.join(', ');
}
