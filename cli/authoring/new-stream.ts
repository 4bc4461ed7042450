import type { DraftField } from '../../contracts/draft/draft-contract.ts';
import { titleOf } from '../../contracts/draft/draft-names.ts';
import { memberProblem } from '../../contracts/draft/draft-record.ts';
import {
  eventProfile,
  type Proposed,
  sensorProfile,
} from '../../contracts/draft/stream-profile.ts';
import { tagRegister } from '../../contracts/draft/tag-rows.ts';
import type { Json } from '../../contracts/source/json.ts';
import { UsageError } from '../command.ts';
import type { FieldTypeName, NewWishes } from './new-options.ts';
import type { PlantFacts } from './plant-facts.ts';
import type { ContractParts } from './stream-files.ts';

const describeAsk =
  'what does one record stand for, and what does each field mean? Add description here and in the payload schema (description-present)';

/** An event contract without samples: the members that the flags name, and placeholders for the rest. */
export function newEvent(wishes: NewWishes, facts: PlantFacts): ContractParts {
  const { id } = wishes;
  const eventKey = proposed(
    wishes.eventKey,
    ['source', 'sequence'],
    'which members does a message that is sent twice repeat? These are placeholders',
  );
  const key = proposed(
    wishes.key,
    [`${id}_id`],
    `what is the key of what a record is about? ${id}_id is a placeholder; without a key each record is a new fact`,
  );
  const time = proposed(
    wishes.eventTime,
    'happened_at',
    'which member says when it happened? happened_at is a placeholder',
  );
  const types = memberTypes(wishes, {
    strings: [...eventKey.value, ...key.value],
    times: [time.value],
  });
  return {
    contract: {
      ...headOf(wishes),
      dataset: {
        name: id,
        profile: eventProfile({
          topic: topicOf(wishes, facts),
          eventKey,
          eventTime: { ...time, value: { field: time.value } },
          revise: key.value.length > 0,
        }),
        schemaFile: `${id}.v1.schema.json`,
        fields: fieldsOf(types, wishes, key),
        ask: [describeAsk],
      },
    },
    schema: messageSchema(id, types, key.value),
    beside: new Map(),
  };
}

/** A sensor contract without samples: packets of samples in long form. */
export function newSensor(wishes: NewWishes, facts: PlantFacts): ContractParts {
  const { id, dimensions } = wishes;
  const time = wishes.eventTime ?? 'time';
  const types = memberTypes(wishes, { strings: [...dimensions, 'tag'], times: [time] });
  types.set('value', 'number');
  types.set('quality', 'string');
  const tags = [...wishes.tags].map(([alias, unit]) => ({ alias, unit }));
  const { type, required, properties } = messageSchema(id, types, [...dimensions, 'tag', 'value']);
  return {
    contract: {
      ...headOf(wishes),
      dataset: {
        name: id,
        profile: sensorProfile({
          topic: topicOf(wishes, facts),
          series: {
            value: { dimensions, tag: 'tag', value: 'value', quality: 'quality' },
            ...(dimensions.length === 0
              ? {
                  ask: 'which members tell one series from another beside the tag? Add dimensions: […]',
                }
              : {}),
          },
          eventTime: { value: { field: time } },
          sampling: { value: 'PT1S', ask: 'how far apart are two samples of one tag?' },
          tags: tags.length > 0,
          ...(tags.length > 0
            ? {}
            : {
                tagsAsk:
                  'which signals are there? tundish import taglist <csv> writes the register from an instrument list',
              }),
        }),
        schemaFile: `${id}.v1.schema.json`,
        fields: [],
        ask: [
          describeAsk,
          ...(tags.length > 0 ? [] : ['which unit has value? (unit-on-measured-quantity)']),
        ],
      },
    },
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${id}.v1.schema.json`,
      title: titleOf(id),
      type: 'array',
      minItems: 1,
      maxItems: 5000,
      items: { type, required, properties },
    },
    beside: new Map(tags.length === 0 ? [] : [['tags.csv', tagRegister(tags)]]),
  };
}

/** Id, name, version, domain and purpose, the same for every class. */
export function headOf({ id, domain, purpose }: NewWishes) {
  return {
    id,
    name: titleOf(id),
    version: '1.0.0',
    domain,
    ...(purpose === undefined ? {} : { purpose }),
  };
}

/** A wish as it is, or a placeholder with its question. */
export function proposed<Value>(
  wish: Value | undefined,
  placeholder: Value,
  ask: string,
): Proposed<Value> {
  return wish === undefined ? { value: placeholder, ask } : { value: wish };
}

function topicOf({ topic, domain, id }: NewWishes, { topicRoot }: PlantFacts): Proposed<string> {
  return proposed(
    topic,
    `${topicRoot}/${domain}/${id}/v1`,
    'on which topic do the messages arrive? {name} stands for a level that varies',
  );
}

/** Every member that a flag names, with its type: said, or told by its role. */
function memberTypes(
  wishes: NewWishes,
  roles: { readonly strings: readonly string[]; readonly times: readonly string[] },
): Map<string, FieldTypeName> {
  const types = new Map<string, FieldTypeName>();
  for (const name of roles.strings) {
    types.set(name, /(^|_)(seq|sequence|counter|no|nr|number)$/.test(name) ? 'integer' : 'string');
  }
  for (const name of wishes.units.keys()) types.set(name, 'number');
  for (const name of roles.times) types.set(name, 'timestamp');
  for (const [name, type] of wishes.types) types.set(name, type);
  for (const name of types.keys()) {
    const problem = memberProblem(name);
    if (problem !== undefined) throw new UsageError(`the field '${name}' ${problem}`);
  }
  return types;
}

function fieldsOf(
  types: ReadonlyMap<string, FieldTypeName>,
  { units }: NewWishes,
  key: Proposed<readonly string[]>,
): readonly DraftField[] {
  return [...types].flatMap(([name, type]) => {
    const unit = units.get(name);
    const position = key.value.indexOf(name) + 1;
    const isOpen = type === 'number' && unit === undefined;
    if (unit === undefined && position === 0 && !isOpen) return [];
    return [
      {
        name,
        logicalType: type,
        ...(unit === undefined ? {} : { unit }),
        ...(position === 0 ? {} : { keyPosition: position }),
        ask: [
          ...(position === 1 && key.ask !== undefined ? [key.ask] : []),
          ...(isOpen ? [`which unit has ${name}? (unit-on-measured-quantity)`] : []),
        ],
        fields: [],
      },
    ];
  });
}

const schemaTypes: Readonly<Record<FieldTypeName, { readonly [keyword: string]: Json }>> = {
  string: { type: 'string', maxLength: 200 },
  integer: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  timestamp: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
};

function messageSchema(
  id: string,
  types: ReadonlyMap<string, FieldTypeName>,
  key: readonly string[],
) {
  const required = [...types].flatMap(([name, type]) => {
    return type === 'number' && !key.includes(name) ? [] : [name];
  });
  const properties: { readonly [name: string]: Json } = Object.fromEntries(
    [...types].map(([name, type]) => [name, schemaTypes[type]] as const),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${id}.v1.schema.json`,
    title: titleOf(id),
    type: 'object',
    required: required.filter((name) => name !== 'quality'),
    properties,
  };
}
