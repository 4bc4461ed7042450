import type { ChangeFact, FactOf } from '../change/change-fact.ts';
import { unitTexts } from './unit-text.ts';
import { nowWas, qualitySentence, type ShowName, valuesSentence } from './value-sentences.ts';

const asItIs: ShowName = (name) => name;

/**
 * A change as a clause that a process engineer reads, without the name of its contract: `the unit of
 * tundish_temperature is K now, was °C`.
 */
export function sentenceOf(fact: ChangeFact, show: ShowName = asItIs): string {
  const field = show(fact.subject.field ?? '');
  const dataset = show(fact.subject.dataset ?? '');
  const tag = show(fact.subject.tag ?? '');
  const product = show(fact.subject.product);
  switch (fact.kind) {
    case 'product-added':
      return `the product ${product} is new`;
    case 'product-removed':
      return `the product ${product} is gone`;
    case 'product-moved':
      return `the product ${product} belongs to the domain ${fact.after} now, was ${fact.before}; its tables, topics and roles keep their names`;
    case 'owner-changed':
      return ownerSentence(product, fact.before, fact.after);
    case 'owner-lost':
      return `nobody owns the product ${product} any more, was ${teamOf(fact.before)}`;
    case 'input-port-added':
      return `${product} reads ${fact.reads} now`;
    case 'input-port-removed':
      return `${product} does not read ${fact.reads} any more`;
    case 'output-port-removed':
      return `the output port ${show(fact.port)} of the product ${product} is removed, through which ${show(fact.contract)} was offered`;
    case 'agreement-ended':
      return fact.after === undefined
        ? `the agreement with ${show(fact.consumer)} about ${fact.reads} is removed`
        : `the agreement with ${show(fact.consumer)} about ${fact.reads} ends on ${fact.after} now, was ${fact.before ?? 'without an end'}`;
    case 'product-text-changed':
      return `${the(fact.what)} of the product ${product} changed`;
    case 'contract-added':
      return `the contract ${contractText(fact)} is new`;
    case 'major-added':
      return `${contractText(fact)} is new, beside v${fact.previousMajor}${fact.endOfPrevious === undefined ? '' : `, which stays until ${fact.endOfPrevious}`}`;
    case 'contract-removed':
      return `${contractText(fact)} is gone${fact.endOfSupport === undefined ? '' : `, was promised until ${fact.endOfSupport}`}`;
    case 'version-changed':
      return `the version is ${fact.after} now, was ${fact.before}`;
    case 'status-changed':
      return `the status is ${fact.after} now, was ${fact.before}`;
    case 'sla-changed':
      if (/^(endOfSupport|es|endOfLife|el)$/i.test(fact.property)) {
        const what = /^e(ndOfL|l$)/i.test(fact.property) ? 'its life' : 'its support';
        return `the day on which ${what} ends is ${nowWas(fact.before, fact.after)}`;
      }
      return `the service level ${show(fact.property)}${fact.element === undefined ? '' : ` of ${show(fact.element)}`} is ${nowWas(fact.before, fact.after)}${fact.change === 'worse' ? ': less is promised' : ''}`;
    case 'role-added':
      return `the role ${show(fact.role)} may read it now`;
    case 'role-removed':
      return `the role ${show(fact.role)} may not read it any more`;
    case 'role-changed':
      return `the access of the role ${show(fact.role)} is ${nowWas(fact.before, fact.after)}`;
    case 'text-changed':
      return `${the(fact.what)} changed`;
    case 'dataset-added':
      return `the dataset ${dataset} is new`;
    case 'dataset-removed':
      return `the dataset ${dataset} is gone`;
    case 'class-changed':
      return `the kind of ${dataset} is ${nowWas(fact.before, fact.after)}`;
    case 'topic-changed':
      return `the topic of ${dataset} is ${nowWas(show(fact.before), show(fact.after))}`;
    case 'event-key-changed':
      return `what makes an event of ${dataset} one and the same is ${nowWas(fact.before, fact.after)}`;
    case 'event-time-changed':
      return `${fact.what === 'field' ? 'the member that holds the event time' : fact.what === 'zone' ? 'the time zone of the event time' : 'how far the source clock may run ahead'} of ${dataset} is ${nowWas(fact.before, fact.after)}`;
    case 'version-pointer-changed':
      return `where a message of ${dataset} names its version is ${nowWas(fact.before, fact.after)}`;
    case 'series-changed':
      return `what makes a sample of ${dataset} belong to a series is ${nowWas(fact.before, fact.after)}`;
    case 'sampling-changed':
      return samplingSentence(
        fact,
        fact.subject.tag === undefined ? dataset : `the tag ${tag} of ${dataset}`,
      );
    case 'change-changed':
      return fact.after === 'revise'
        ? `a record of ${dataset} with the same key replaces the one before now, every record was kept in the view before`
        : `every record of ${dataset} stays in the view now, a newer one replaced the one before it`;
    case 'key-changed':
      return `the key of ${dataset} is ${nowWas(fact.before, fact.after)}`;
    case 'revision-changed':
      return `what tells the newer of two records of ${dataset} is ${nowWas(fact.before, fact.after)}`;
    case 'cancelled-changed':
      return `what marks a record of ${dataset} as cancelled is ${nowWas(fact.before, fact.after)}`;
    case 'mode-changed':
      return `the compatibility that ${dataset} promises is ${nowWas(fact.before, fact.after)}`;
    case 'provenance-changed':
      return `what tells where a result of ${dataset} comes from is ${nowWas(fact.before, fact.after)}`;
    case 'derivation-changed':
      return `what ${dataset} says about which piece came out of which is ${nowWas(fact.before, fact.after)}`;
    case 'transform-changed':
      return fact.text
        ? `the SQL of ${dataset} is laid out otherwise and computes the same`
        : `the way ${dataset} is computed changed`;
    case 'refresh-changed':
      return `when ${dataset} is computed anew is ${nowWas(fact.before, fact.after)}`;
    case 'quality-changed':
      return qualitySentence(fact, show);
    case 'manifest-changed':
      return `${files(fact.added)} more, ${fact.removed} less and ${fact.altered} altered in ${dataset}`;
    case 'payload-changed':
      return fact.backward.verdict === 'not-contained'
        ? `messages of ${dataset} that were accepted are refused now`
        : fact.forward.verdict === 'not-contained'
          ? `messages of ${dataset} that were refused are accepted now`
          : `whether ${dataset} still accepts the same messages could not be decided`;
    case 'field-added':
      return fact.required
        ? `the field ${field} is new, and every message must have it`
        : `the field ${field} is new, and may be absent`;
    case 'field-removed':
      return `the field ${field} is gone`;
    case 'field-renamed':
      return `the field ${show(fact.before)} is called ${show(fact.after)} now`;
    case 'field-moved':
      return `the field ${show(fact.before)} stands at ${show(fact.after)} now`;
    case 'type-changed':
      return `the type of ${field} is ${nowWas(fact.before, fact.after)}`;
    case 'requirement-changed':
      return fact.direction === 'tightened'
        ? `${field} must be present now, could be absent`
        : absenceSentence(field);
    case 'nullability-changed':
      return fact.direction === 'tightened'
        ? `${field} may not be null any more`
        : `${field} may be null now`;
    case 'values-changed':
      return valuesSentence(fact, field);
    case 'range-changed':
      return `the range of ${field} is ${nowWas(fact.before, fact.after)}`;
    case 'length-changed':
      return `the length of ${field} is ${nowWas(fact.before, fact.after)}`;
    case 'pattern-changed':
      return fact.direction === 'equivalent'
        ? `the pattern of ${field} is written otherwise and allows the same texts`
        : `the pattern of ${field} is ${nowWas(show(fact.before), show(fact.after))}`;
    case 'format-changed':
      return `the format of ${field} is ${nowWas(fact.before, fact.after)}`;
    case 'branch-added':
      return `${field} may be of the kind ${show(fact.value)} now`;
    case 'branch-removed':
      return `${field} may not be of the kind ${show(fact.value)} any more`;
    case 'unit-changed': {
      const [before, after] = unitTexts(fact.before, fact.after);
      return `the unit of ${field} is ${nowWas(before, after)}`;
    }
    case 'column-moved': {
      const column = (name: string) =>
        name === '' ? 'the column of its name' : `the column ${show(name)}`;
      return `the values of ${field} are in ${column(fact.after)} now, were in ${column(fact.before)}; what came before is not seen any more`;
    }
    case 'identifier-changed':
      return `what ${field} identifies is ${nowWas(fact.before, fact.after)}`;
    case 'classification-changed':
      return `the classification of ${field} is ${nowWas(fact.before ?? 'not stated', fact.after ?? 'not stated')}`;
    case 'treatment-changed':
      return `what happens to the personal value of ${field} is ${nowWas(fact.before ?? 'nothing', fact.after ?? 'nothing')}`;
    case 'field-text-changed':
      return `${the(fact.what)} of ${field} changed`;
    case 'tag-added':
      return `the tag ${tag} of ${dataset} is new`;
    case 'tag-removed':
      return `the tag ${tag} of ${dataset} is gone`;
    case 'tag-renamed':
      return `the source calls the tag ${tag} ${show(fact.after)} now, was ${show(fact.before)}`;
    case 'tag-alias-lost':
      return `the name ${show(fact.alias)} of the tag ${tag} is in no row any more${fact.now === undefined ? '' : `, the source calls it ${show(fact.now)} now`}; samples that come under it are refused`;
    case 'tag-unit-changed':
      return `the unit of the tag ${tag} is ${nowWas(fact.before, fact.after)}`;
    case 'tag-range-changed':
      return `the range of the tag ${tag} is ${nowWas(fact.before, fact.after)}`;
    case 'tag-text-changed':
      return `${the(fact.what)} of the tag ${tag} changed`;
    case 'table-added':
      return `the table ${show(fact.object)} is new`;
    case 'table-removed':
      return `the table ${show(fact.object)} is gone`;
    case 'column-added':
      return `the table ${show(fact.object)} has a column ${show(fact.column)}`;
    case 'column-removed':
      return `the table ${show(fact.object)} has no column ${show(fact.column)} any more`;
    case 'column-type-changed':
      return `the type of the column ${show(fact.column)} in the table ${show(fact.object)} is ${nowWas(fact.before, fact.after)}`;
    case 'column-nullability-changed':
      return `the column ${show(fact.column)} of the table ${show(fact.object)} ${fact.direction === 'loosened' ? 'may' : 'may not'} be empty`;
    case 'table-key-changed':
      return `the key of the table ${show(fact.object)} is ${nowWas(fact.before, fact.after)}`;
    case 'view-added':
      return `the view ${show(fact.object)} is new`;
    case 'view-removed':
      return fact.now === undefined
        ? `the view ${show(fact.object)} is gone`
        : `what was found at ${show(fact.object)} is found at ${show(fact.now)} now`;
    case 'view-column-added':
      return `the view ${show(fact.object)} has a column ${show(fact.column)}`;
    case 'view-column-removed':
      return `the view ${show(fact.object)} has no column ${show(fact.column)} any more`;
    case 'view-column-type-changed':
      return `the column ${show(fact.column)} of the view ${show(fact.object)} is ${nowWas(fact.before, fact.after)}`;
    case 'view-column-nullability-changed':
      return fact.direction === 'loosened'
        ? `the column ${show(fact.column)} of the view ${show(fact.object)} may be empty now`
        : `the column ${show(fact.column)} of the view ${show(fact.object)} is never empty now`;
    case 'view-rows-changed':
      return `the view ${show(fact.object)} shows other rows`;
    case 'grant-added':
      return `the role ${show(fact.role)} may read ${show(fact.object)} now`;
    case 'grant-removed':
      return `the role ${show(fact.role)} may not read ${show(fact.object)} any more`;
    case 'queue-renamed':
      return `the queue is called ${show(fact.after)} now, was ${show(fact.before)}`;
    case 'plant-changed':
      if (fact.what === 'domains') return 'who answers for the domains of the plant changed';
      return `the ${plantWords[fact.what]} of the plant is ${nowWas(show(fact.before), show(fact.after))}`;
    case 'calendar-added':
      return `the calendar ${show(fact.calendar)} is new`;
    case 'calendar-removed':
      return `the calendar ${show(fact.calendar)} is gone`;
    case 'calendar-changed':
      return `${the(fact.what)} of the calendar ${show(fact.calendar)} is ${nowWas(fact.before, fact.after)}`;
  }
}

function samplingSentence({ before, after }: FactOf<'sampling-changed'>, of: string): string {
  const every = (text: string) => (text === 'nothing' ? 'at no stated spacing' : `every ${text}`);
  return `samples of ${of} come ${every(after)} now, was ${every(before)}`;
}

/** A member of an object was there wherever the object was, which may be absent itself. */
function absenceSentence(field: string): string {
  const around = field.split('.').slice(0, -1).join('.');
  return around === ''
    ? `${field} may be absent now, was always present`
    : `${field} may be absent now where ${around} is present`;
}

const namesItself: readonly ChangeFact['kind'][] = [
  'contract-added',
  'contract-removed',
  'major-added',
];

/** The sentence for a list over many contracts: `heat v1: the unit of cast_speed is mm/s now, …`. */
export function plainSentence(fact: ChangeFact): string {
  return withContract(fact, sentenceOf(fact));
}

/** A sentence with the contract in front that a fact is about. */
export function withContract(fact: ChangeFact, sentence: string): string {
  if (fact.subject.contract === undefined || namesItself.includes(fact.kind)) return sentence;
  return `${contractText(fact)}: ${sentence}`;
}

const plantWords = { name: 'name', timeZone: 'time zone', topicRoot: 'topic root' } as const;

/** `melt-shop (mail; a.lindner, owner)` → `melt-shop`. */
export function teamOf(owner: string): string {
  return owner.split(' (')[0] ?? owner;
}

function ownerSentence(product: string, before: string, after: string): string {
  const [was, is] = [teamOf(before), teamOf(after)];
  return was === is
    ? `whom to ask in ${is}, which owns the product ${product}, changed`
    : `the product ${product} is owned by ${is} now, was ${was}`;
}

function contractText({ subject }: ChangeFact): string {
  return `${subject.contract ?? subject.product} v${subject.major ?? 1}`;
}

function the(what: string): string {
  return /^(the|an?|how|what|which|where|when|its) /.test(what) ? what : `the ${what}`;
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
