import type { CompatibilityMode, Dataset } from '../../model/dataset.ts';
import type { QualityRule } from '../../model/quality-rule.ts';
import type { ChangeFact, Direction } from './change-fact.ts';
import { type DatasetPair, datasetSubject, ofDataset } from './compared.ts';
import { numbered } from './contract-facts.ts';
import { fieldFacts } from './field-facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { payloadFacts } from './payload-facts.ts';
import {
  qualityChange,
  qualityContent,
  qualityKey,
  qualityName,
  qualityText,
} from './quality-change.ts';
import { isSameData, saysTheSame } from './same-meaning.ts';
import { type FactBody, stated, textOr } from './stated-fact.ts';
import { type ProfileFact, streamFacts } from './stream-facts.ts';
import { tagFacts } from './tag-facts.ts';
import { transformFacts } from './transform-facts.ts';
import { spotAt } from './written-place.ts';

/** What differs in one dataset of a contract. */
export function datasetFacts(pair: DatasetPair): readonly ChangeFact[] {
  const { previous, current } = pair;
  if (saysTheSame(previous, current)) return [];
  const facts: ChangeFact[] = [];
  const tell = (body: FactBody, key?: string) => facts.push(ofDataset(pair, body, key));
  const classes = { before: classOf(previous), after: classOf(current) };
  if (classes.before !== classes.after) tell({ kind: 'class-changed', ...classes }, 'class');
  for (const [body, key] of [
    ...streamFacts(previous, current),
    ...recordFacts(previous, current),
  ]) {
    tell(body, key);
  }
  for (const [body, key] of transformFacts(previous, current)) tell(body, key);
  facts.push(
    ...manifestFacts(pair),
    ...tagFacts(pair),
    ...qualityFacts(pair),
    ...fieldFacts(pair),
    ...payloadFacts(pair),
  );
  if (previous.description !== current.description) {
    tell({ kind: 'text-changed', what: 'the description' });
  }
  // A schema that is written otherwise and takes the same messages.
  if (facts.length === 0 && !isSameData(documentOf(previous), documentOf(current))) {
    tell({ kind: 'text-changed', what: 'how the payload schema is written' });
  }
  return facts;
}

function documentOf({ source }: Dataset) {
  return source.kind === 'stream' ? source.payload.document : undefined;
}

function classOf({ source }: Dataset): string {
  if (source.kind === 'stream') return source.stream.class;
  return source.kind === 'transform' ? 'computed' : 'files';
}

/** What is promised about records whatever their way: keys, revisions, the mode, where they come from. */
function recordFacts(before: Dataset, after: Dataset): readonly ProfileFact[] {
  const facts: ProfileFact[] = [];
  const compare = (
    kind: 'change-changed' | 'key-changed' | 'revision-changed' | 'cancelled-changed',
    key: string,
    text: (dataset: Dataset) => string,
  ) => {
    const texts = { before: text(before), after: text(after) };
    if (texts.before !== texts.after) facts.push([{ kind, ...texts }, key]);
  };
  compare('change-changed', 'change', ({ change }) => change);
  compare('key-changed', 'key', ({ key }) => textOr(key.join(', '), 'none'));
  compare('revision-changed', 'revision', ({ revision }) => textOr(revision, 'none'));
  compare('cancelled-changed', 'cancelled', ({ cancelled }) =>
    cancelled === undefined ? 'none' : `${cancelled.field} = ${cancelled.equals}`,
  );
  if (before.compatibility !== after.compatibility) {
    const direction = modeChange(before.compatibility, after.compatibility);
    const texts = { before: before.compatibility, after: after.compatibility };
    facts.push([{ kind: 'mode-changed', direction, ...texts }, 'compatibility']);
  }
  if (!isSameData(before.result, after.result)) {
    const texts = { before: provenanceText(before), after: provenanceText(after) };
    facts.push([{ kind: 'provenance-changed', ...texts }, 'result']);
  }
  if (!isSameData(before.files, after.files)) {
    const texts = { before: filesText(before), after: filesText(after) };
    facts.push([{ kind: 'provenance-changed', ...texts }, 'files']);
  }
  if (!isSameData(before.derives, after.derives)) {
    const texts = { before: derivationText(before), after: derivationText(after) };
    facts.push([{ kind: 'derivation-changed', ...texts }, 'derives']);
  }
  return facts;
}

function provenanceText({ result }: Dataset): string {
  if (result === undefined) return 'no model';
  return Object.entries(result)
    .map(([part, path]) => `${part} in ${path}`)
    .join(', ');
}

function filesText({ files }: Dataset): string {
  const texts = files.map((file) => Object.values(file).join(', '));
  return textOr(texts.join('; '), 'no files');
}

function derivationText({ derives }: Dataset): string {
  const texts = derives.map(({ parent, parentKind, child, childKind, share, position }) =>
    [
      `${childKind} ${child} out of ${parentKind} ${parent}`,
      ...(share === undefined ? [] : [`share ${share}`]),
      ...(position === undefined ? [] : [`position ${position}`]),
    ].join(', '),
  );
  return textOr(texts.join('; '), 'none');
}

/** What a mode promises, as a set. */
const promises: Readonly<Record<CompatibilityMode, string>> = {
  NONE: '',
  BACKWARD: 'ib',
  FORWARD: 'if',
  FULL: 'ibf',
  BACKWARD_TRANSITIVE: 'ibt',
  FORWARD_TRANSITIVE: 'ift',
  FULL_TRANSITIVE: 'ibft',
};

function modeChange(before: CompatibilityMode, after: CompatibilityMode): Direction {
  const [was, is] = [promises[before], promises[after]];
  if ([...was].every((part) => is.includes(part))) return 'tightened';
  return [...is].every((part) => was.includes(part)) ? 'loosened' : 'changed';
}

/** Rules of before under the keys of now: one that only its name tells from another is the same. */
function renamed(
  before: ReadonlyMap<string, QualityRule>,
  after: ReadonlyMap<string, QualityRule>,
): ReadonlyMap<string, QualityRule> {
  const come = [...after].filter(([key]) => !before.has(key));
  const found = new Map<string, QualityRule>();
  for (const [key, rule] of before) {
    const content = qualityContent(rule);
    const index = after.has(key)
      ? -1
      : come.findIndex(([, other]) => qualityContent(other) === content);
    const [pair] = index < 0 ? [] : come.splice(index, 1);
    found.set(pair?.[0] ?? key, rule);
  }
  return found;
}

function qualityFacts(pair: DatasetPair): readonly ChangeFact[] {
  const { previous, current, contracts } = pair;
  const after = numbered(current.quality, qualityKey);
  const before = renamed(numbered(previous.quality, qualityKey), after);
  const subject = (field: string | undefined) => ({
    ...datasetSubject(pair),
    ...(field === undefined ? {} : { field }),
  });
  const facts: ChangeFact[] = [];
  for (const [key, rule] of after) {
    const at = spotAt(contracts.after, rule.place);
    const old = before.get(key);
    const named = { kind: 'quality-changed', rule: qualityName(rule) } as const;
    const text = qualityText(rule);
    if (old === undefined) {
      facts.push(stated(subject(rule.field), at, { ...named, change: 'added', after: text }));
      continue;
    }
    const change = qualityChange(old, rule);
    if (change === undefined) continue;
    const weight = ({ severity = 'error' }: QualityRule) =>
      old.severity === rule.severity ? '' : `, severity ${severity}`;
    const texts = { before: qualityText(old) + weight(old), after: text + weight(rule) };
    const body = { ...named, change, ...texts };
    facts.push(stated(subject(rule.field), at, body, old.place));
  }
  for (const [key, rule] of before) {
    if (after.has(key)) continue;
    const at = spotAt(contracts.after, current.place);
    const body = {
      kind: 'quality-changed',
      rule: qualityName(rule),
      change: 'removed',
      before: qualityText(rule),
    } as const;
    facts.push(stated(subject(rule.field), at, body, rule.place));
  }
  return facts;
}
