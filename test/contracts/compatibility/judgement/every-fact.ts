import type {
  ChangeFact,
  FactKind,
} from '../../../../contracts/compatibility/change/change-fact.ts';

type Body<Fact> = Fact extends unknown ? Omit<Fact, 'subject' | 'place' | 'pointer'> : never;
type BodyOf<K extends FactKind> = Body<Extract<ChangeFact, { readonly kind: K }>>;

const texts = { before: 'one', after: 'two' };
const directions = ['tightened', 'loosened', 'changed'] as const;
const view = { store: 'curated', object: 'curated.heat_v1' } as const;
const table = { store: 'curated', object: 'curated.heat' } as const;
const contained = { verdict: 'contained' } as const;
const refused = { verdict: 'not-contained', counterexample: { weight: 1 } } as const;
const undecided = { verdict: 'undecided', pointer: '/pattern', reason: 'a backreference' } as const;

/** Facts of every kind in every direction, and payloads with every pair of verdicts. */
export const bodies: { readonly [K in FactKind]: readonly BodyOf<K>[] } = {
  'product-added': [{ kind: 'product-added' }],
  'product-removed': [{ kind: 'product-removed' }],
  'product-moved': [{ kind: 'product-moved', ...texts }],
  'owner-changed': [{ kind: 'owner-changed', ...texts }],
  'owner-lost': [{ kind: 'owner-lost', before: 'melt-shop' }],
  'input-port-added': [{ kind: 'input-port-added', reads: 'strand v1' }],
  'input-port-removed': [{ kind: 'input-port-removed', reads: 'strand v1' }],
  'output-port-removed': [{ kind: 'output-port-removed', port: 'heat', contract: 'heat' }],
  'agreement-ended': [
    { kind: 'agreement-ended', agreement: 'a', consumer: 'mes', reads: 'heat v1' },
    {
      kind: 'agreement-ended',
      agreement: 'a',
      consumer: 'mes',
      reads: 'heat v1',
      after: '2028-01-31',
    },
  ],
  'product-text-changed': [{ kind: 'product-text-changed', what: 'name' }],
  'contract-added': [{ kind: 'contract-added' }],
  'major-added': [
    { kind: 'major-added', previousMajor: 1 },
    { kind: 'major-added', previousMajor: 1, endOfPrevious: '2027-12-31' },
  ],
  'contract-removed': [
    { kind: 'contract-removed', status: 'active' },
    { kind: 'contract-removed', status: 'deprecated', endOfSupport: '2026-01-31' },
  ],
  'version-changed': [{ kind: 'version-changed', before: '1.0.0', after: '1.1.0' }],
  'status-changed': [
    { kind: 'status-changed', before: 'active', after: 'deprecated' },
    { kind: 'status-changed', before: 'active', after: 'draft' },
    { kind: 'status-changed', before: 'active', after: 'retired' },
  ],
  'sla-changed': (['better', 'worse', 'changed', 'added', 'removed'] as const).flatMap((change) =>
    ['latency', 'retention', 'endOfSupport'].map((property) => ({
      kind: 'sla-changed',
      property,
      change,
      ...texts,
    })),
  ),
  'role-added': [{ kind: 'role-added', role: 'heat_reader' }],
  'role-removed': [{ kind: 'role-removed', role: 'heat_reader' }],
  'role-changed': [
    { kind: 'role-changed', role: 'heat_reader', before: 'read', after: 'none' },
    { kind: 'role-changed', role: 'heat_reader', before: 'read', after: 'read, write' },
  ],
  'text-changed': [{ kind: 'text-changed', what: 'the purpose' }],
  'dataset-added': [{ kind: 'dataset-added' }],
  'dataset-removed': [{ kind: 'dataset-removed' }],
  'class-changed': [{ kind: 'class-changed', before: 'event', after: 'sensor' }],
  'topic-changed': [{ kind: 'topic-changed', ...texts }],
  'event-key-changed': [{ kind: 'event-key-changed', ...texts }],
  'event-time-changed': (['field', 'zone', 'skew'] as const).map((what) => ({
    kind: 'event-time-changed',
    what,
    ...texts,
  })),
  'version-pointer-changed': [{ kind: 'version-pointer-changed', ...texts }],
  'series-changed': [{ kind: 'series-changed', ...texts }],
  'sampling-changed': (['denser', 'sparser'] as const).map((change) => ({
    kind: 'sampling-changed',
    change,
    ...texts,
  })),
  'change-changed': [
    { kind: 'change-changed', before: 'append', after: 'revise' },
    { kind: 'change-changed', before: 'revise', after: 'append' },
  ],
  'key-changed': [{ kind: 'key-changed', ...texts }],
  'revision-changed': [{ kind: 'revision-changed', ...texts }],
  'cancelled-changed': [{ kind: 'cancelled-changed', ...texts }],
  'mode-changed': directions.map((direction) => ({ kind: 'mode-changed', direction, ...texts })),
  'provenance-changed': [{ kind: 'provenance-changed', ...texts }],
  'derivation-changed': [
    { kind: 'derivation-changed', ...texts },
    { kind: 'derivation-changed', before: 'none', after: 'two' },
  ],
  'transform-changed': [
    { kind: 'transform-changed', text: true },
    { kind: 'transform-changed', text: false },
  ],
  'refresh-changed': [{ kind: 'refresh-changed', ...texts }],
  'quality-changed': ([...directions, 'added', 'removed', 'text'] as const).map((change) => ({
    kind: 'quality-changed',
    rule: 'rows',
    change,
    ...texts,
  })),
  'manifest-changed': [{ kind: 'manifest-changed', added: 2, removed: 1, altered: 0 }],
  'payload-changed': [contained, refused, undecided].flatMap((backward) =>
    [contained, refused, undecided].map((forward) => ({
      kind: 'payload-changed',
      backward,
      forward,
    })),
  ),
  'field-added': [true, false].map((required) => ({
    kind: 'field-added',
    required,
    type: 'number',
  })),
  'field-removed': [true, false].map((required) => ({
    kind: 'field-removed',
    required,
    type: 'number',
  })),
  'field-renamed': [{ kind: 'field-renamed', ...texts }],
  'field-moved': [{ kind: 'field-moved', ...texts }],
  'type-changed': directions.flatMap((direction) =>
    [true, false].map((shape) => ({ kind: 'type-changed', direction, shape, ...texts })),
  ),
  'requirement-changed': (['tightened', 'loosened'] as const).map((direction) => ({
    kind: 'requirement-changed',
    direction,
  })),
  'nullability-changed': (['tightened', 'loosened'] as const).map((direction) => ({
    kind: 'nullability-changed',
    direction,
  })),
  'values-changed': [
    { kind: 'values-changed', direction: 'loosened', added: ['A', 'B'], removed: [] },
    { kind: 'values-changed', direction: 'tightened', added: [], removed: ['A'] },
    { kind: 'values-changed', direction: 'changed', added: ['A'], removed: ['B'] },
    { kind: 'values-changed', direction: 'tightened', added: [], removed: [], listed: ['A'] },
  ],
  'range-changed': directions.map((direction) => ({ kind: 'range-changed', direction, ...texts })),
  'length-changed': directions.map((direction) => ({
    kind: 'length-changed',
    direction,
    ...texts,
  })),
  'pattern-changed': ([...directions, 'equivalent', 'undecided'] as const).map((direction) => ({
    kind: 'pattern-changed',
    direction,
    witness: 'H1',
    ...texts,
  })),
  'format-changed': directions.map((direction) => ({
    kind: 'format-changed',
    direction,
    ...texts,
  })),
  'branch-added': [{ kind: 'branch-added', value: 'crack' }],
  'branch-removed': [{ kind: 'branch-removed', value: 'crack' }],
  'unit-changed': [
    { kind: 'unit-changed', before: { code: 'Cel' }, after: { code: 'K' } },
    { kind: 'unit-changed', before: undefined, after: { code: 'K' } },
    { kind: 'unit-changed', before: { code: 'K' }, after: undefined },
  ],
  'identifier-changed': [
    { kind: 'identifier-changed', ...texts },
    { kind: 'identifier-changed', before: 'nothing', after: 'heat' },
  ],
  'classification-changed': [
    {
      kind: 'classification-changed',
      before: 'internal',
      after: 'confidential',
      direction: 'stricter',
    },
    { kind: 'classification-changed', before: undefined, after: 'internal', direction: 'stricter' },
    {
      kind: 'classification-changed',
      before: 'confidential',
      after: 'internal',
      direction: 'looser',
    },
  ],
  'column-moved': [
    { kind: 'column-moved', before: '', after: 'weight_v2' },
    { kind: 'column-moved', before: 'weight_v2', after: '' },
  ],
  'treatment-changed': [{ kind: 'treatment-changed', before: 'pseudonymise', after: 'drop' }],
  'field-text-changed': [{ kind: 'field-text-changed', what: 'the description' }],
  'tag-added': [{ kind: 'tag-added' }],
  'tag-removed': [{ kind: 'tag-removed' }],
  'tag-renamed': [{ kind: 'tag-renamed', ...texts }],
  'tag-alias-lost': [{ kind: 'tag-alias-lost', alias: 'CS', now: 'CX' }],
  'tag-unit-changed': [{ kind: 'tag-unit-changed', ...texts }],
  'tag-range-changed': directions.map((direction) => ({
    kind: 'tag-range-changed',
    direction,
    ...texts,
  })),
  'tag-text-changed': [{ kind: 'tag-text-changed', what: 'description' }],
  'table-added': [{ kind: 'table-added', ...table }],
  'table-removed': [{ kind: 'table-removed', ...table }],
  'column-added': [{ kind: 'column-added', ...table, column: 'weight', type: 'numeric' }],
  'column-removed': [{ kind: 'column-removed', ...table, column: 'weight' }],
  'column-type-changed': [{ kind: 'column-type-changed', ...table, column: 'weight', ...texts }],
  'column-nullability-changed': [
    { kind: 'column-nullability-changed', ...table, column: 'weight', direction: 'loosened' },
  ],
  'table-key-changed': [{ kind: 'table-key-changed', ...table, ...texts }],
  'view-added': [{ kind: 'view-added', ...view }],
  'view-removed': [{ kind: 'view-removed', ...view }],
  'view-column-added': [{ kind: 'view-column-added', ...view, column: 'weight', type: 'numeric' }],
  'view-column-removed': [{ kind: 'view-column-removed', ...view, column: 'weight' }],
  'view-column-type-changed': [
    { kind: 'view-column-type-changed', ...view, column: 'weight', ...texts },
  ],
  'view-column-nullability-changed': (['tightened', 'loosened'] as const).map((direction) => ({
    kind: 'view-column-nullability-changed',
    ...view,
    column: 'weight',
    direction,
  })),
  'view-rows-changed': [{ kind: 'view-rows-changed', ...view }],
  'grant-added': [{ kind: 'grant-added', ...view, role: 'heat_reader' }],
  'grant-removed': [{ kind: 'grant-removed', ...view, role: 'heat_reader' }],
  'queue-renamed': [{ kind: 'queue-renamed', store: 'raw', object: 'two', ...texts }],
  'plant-changed': (['name', 'timeZone', 'topicRoot', 'domains'] as const).map((what) => ({
    kind: 'plant-changed',
    what,
    ...texts,
  })),
  'calendar-added': [{ kind: 'calendar-added', calendar: 'day' }],
  'calendar-removed': [{ kind: 'calendar-removed', calendar: 'day' }],
  'calendar-changed': [{ kind: 'calendar-changed', calendar: 'day', what: 'shifts', ...texts }],
};

/** Kinds that concern no contract. */
const outside = /^(product|owner|input-port|output-port|agreement|plant|calendar)-/;

/** The facts of the table, about the field `weight` of the small plant's heats. */
export function everyFact(): readonly ChangeFact[] {
  return Object.values(bodies).flatMap((each) => each.map((body) => factOf(body)));
}

export function factOf(body: Body<ChangeFact>, subject = subjectOf(body.kind)): ChangeFact {
  const place = { file: 'products/casting/heat/heat.v1.odcs.yaml', line: 5, column: 1 };
  return { ...body, subject, place, pointer: '/version' } as ChangeFact;
}

function subjectOf(kind: FactKind): ChangeFact['subject'] {
  if (outside.test(kind)) return { product: /^(plant|calendar)/.test(kind) ? '' : 'heat' };
  const contract = { product: 'heat', contract: 'heat', major: 1 };
  if (/^(contract|major|version-changed|status|sla|role|text)/.test(kind)) return contract;
  const dataset = { ...contract, dataset: 'heat' };
  if (/^tag-/.test(kind)) return { ...dataset, tag: 'casting_speed' };
  const isOfField =
    /^(field-|type-changed|requirement|nullability|values|range|length|pattern|format|branch|unit|identifier|classification|treatment|column-moved)/.test(
      kind,
    );
  return isOfField ? { ...dataset, field: 'weight' } : dataset;
}
