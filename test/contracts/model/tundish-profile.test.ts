import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../contracts/finding.ts';
import { readProfile } from '../../../contracts/model/read-profile.ts';
import { rootNode } from '../../../contracts/source/node-at.ts';
import { parseJson } from '../../../contracts/source/parse-json.ts';

const schema = JSON.parse(
  readFileSync(
    new URL('../../../contracts/source/profile/tundish-profile.schema.json', import.meta.url),
    'utf8',
  ),
);
const validate = new Ajv2020({ strict: false }).compile(schema);

function findingsOf(value: unknown): readonly Finding[] {
  const text = JSON.stringify(value);
  const { document, findings } = parseJson('profile.json', new TextEncoder().encode(text));
  if (document === undefined) return findings;
  const own: Finding[] = [];
  readProfile(rootNode(document), own);
  return own;
}

const event = {
  class: 'event',
  topic: 'plant/casting/{caster}/heat/v1',
  eventKey: ['source', 'sequence'],
  eventTime: { field: 'cast_end', zone: 'Europe/Berlin', skew: 'PT5M' },
  versionPointer: '/version',
  change: 'revise',
  revision: 'revision',
  cancelled: { field: 'status', equals: 'cancelled' },
  compatibility: 'BACKWARD_TRANSITIVE',
  drift: 'quarantine',
};
const sensor = {
  class: 'sensor',
  topic: 'plant/casting/{caster}/strand/v1',
  series: { dimensions: ['caster'], tag: 'tag', value: 'value', quality: 'quality' },
  eventTime: { field: 'time' },
  sampling: 'PT1S',
  tags: 'tags.csv',
  compatibility: 'BACKWARD',
};
const result = {
  class: 'event',
  topic: 'plant/models/defect/v1',
  eventKey: ['slab_id', 'run_id'],
  change: 'revise',
  result: {
    model: 'model_id',
    modelVersion: 'model_version',
    run: 'run_id',
    inputFrom: 'input_from',
    inputUntil: 'input_until',
  },
  derives: [
    {
      parent: 'heats.heat_id',
      child: 'slab_id',
      share: 'heats.share',
      position: 'heats.position',
    },
    { parent: 'slab_id', child: 'plate_id' },
  ],
  files: [
    {
      uri: 'image.uri',
      sha256: 'image.sha256',
      bytes: 'image.bytes',
      mediaType: 'image.media_type',
    },
  ],
};
const files = { class: 'files', folder: './surface', manifest: 'surface.csv' };
const computed = {
  transform: 'heat_kpi.sql',
  change: 'revise',
  incremental: {
    key: ['heat_id'],
    changed_by: {
      'curated.heat_v1': ['heat_id'],
      'metrics.strand_v1': 'SELECT heat_id FROM changed',
    },
  },
  compatibility: 'FULL',
};
const profiles = [
  event,
  sensor,
  computed,
  result,
  files,
  { ...files, folder: 'surface-archive', compatibility: 'BACKWARD' },
  { ...event, eventKey: 'payload' },
  { transform: 'a.sql' },
];

describe('the profile of a dataset', () => {
  it.each(profiles)('is read where it is well formed: %j', (profile) => {
    expect(findingsOf(profile)).toEqual([]);
    expect(validate(profile)).toBe(true);
  });

  it('names the key that was meant', () => {
    expect(findingsOf({ ...event, compatiblity: 'FULL' })).toMatchObject([
      { rule: 'unknown-key', pointer: '/compatiblity', hint: "did you mean 'compatibility'?" },
    ]);
    expect(findingsOf({ ...event, eventTime: { feild: 'a' } })).toMatchObject([
      { rule: 'unknown-key', hint: "did you mean 'field'?" },
      { rule: 'value-missing' },
    ]);
  });

  it('says what kind of dataset is possible where it names none', () => {
    expect(findingsOf({ topic: 'a' })).toMatchObject([{ rule: 'value-missing' }]);
  });

  it('is judged alike by the reader and by the schema that editors use, over random changes', () => {
    const value = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        'event',
        'sensor',
        'payload',
        'append',
        'PT1S',
        'P',
        'PT',
        'P1M',
        'files',
        './a',
        '../',
        './ ',
        'A b',
        '/a',
        'a/b',
      ),
      fc.jsonValue({ maxDepth: 2, noUnicodeString: true } as object),
      fc.constantFrom([], [''], ['a', 'a'], ['a', 1], {}, null, true, 0),
      fc.constantFrom(
        [{}],
        [null],
        [{ parent: 'a', child: 'b' }],
        [{ parent: 'a', child: 'b', share: null }],
        [{ uri: 'a', sha256: 'b', size: 1 }],
        Array.from({ length: 17 }, () => ({ parent: 'a', child: 'b' })),
      ),
    );
    const key = fc.constantFrom(
      ...new Set(profiles.flatMap((profile) => Object.keys(profile))),
      'clas',
      'field',
    );
    const change = fc.record({
      key,
      inner: fc.option(
        fc.constantFrom(
          'field',
          'zone',
          'skew',
          'tag',
          'value',
          'quality',
          'dimensions',
          'equals',
          'key',
          'changed_by',
          'extra',
          'run',
          'inputFrom',
          '0',
        ),
        { nil: undefined },
      ),
      value,
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...profiles),
        fc.array(change, { maxLength: 3 }),
        (start, changes) => {
          const profile: Record<string, unknown> = structuredClone(start);
          for (const { key: name, inner, value: put, remove } of changes) {
            const old = profile[name];
            const nested =
              inner !== undefined && typeof old === 'object' && old !== null && !Array.isArray(old);
            const target = nested ? (old as Record<string, unknown>) : profile;
            const at = nested ? inner : name;
            if (remove) delete target[at];
            else target[at] = put;
          }
          const text = JSON.stringify(profile);
          fc.pre(!/__proto__|constructor|prototype/.test(text));
          const parsed = JSON.parse(text);
          const { document } = parseJson('profile.json', new TextEncoder().encode(text));
          fc.pre(document !== undefined);
          const refused = findingsOf(parsed).some((finding) => finding.severity === 'error');
          expect([text, refused]).toEqual([text, !validate(parsed)]);
        },
      ),
      { numRuns: 2_000, seed: 7 },
    );
  });
});
