import type { Json } from '../../../contracts/source/json.ts';

/** A payload schema of members whose edges are worth a test; `local` is in a declared zone. */
export const edgeMembers: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['key'],
  properties: {
    key: { type: 'string' },
    instant: { type: 'string', format: 'date-time' },
    instants: { type: 'array', items: { type: 'string', format: 'date-time' } },
    local: { type: 'string', format: 'date-time-local' },
    day: { type: 'string', format: 'date' },
    days: { type: 'array', items: { type: ['string', 'null'], format: 'date' } },
    number: { type: 'number' },
    numbers: { type: 'array', items: { type: 'number' } },
    bounded: { type: 'number', minimum: -0.1, maximum: 400.5 },
    whole: { type: 'integer' },
    long: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
    listed: { enum: [0.1, 1, 1000, null] },
    text: { type: 'string', minLength: 1, maxLength: 3 },
    texts: { type: 'array', items: { type: ['string', 'null'] } },
    open: {},
  },
};

const instants = [
  '0000-01-01T00:00:00Z',
  '0000-02-29T12:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '0050-06-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:60Z',
  '9999-12-31T23:59:59-23:59',
  '2016-12-31T23:59:60.5Z',
  '2017-01-01T08:59:60.25+09:00',
  '2026-01-01T00:00:00+16:00',
  '2026-01-01T00:00:00.75-23:59',
  `2026-01-01T00:00:00.${'123'.repeat(70)}Z`,
  '2026-01-01t00:00:00.9999995z',
  '1883-11-18T00:00:00-00:00',
].map((text) => JSON.stringify(text));

const days = ['0000-01-01', '0000-02-29', '0001-01-01', '9999-12-31'].map((text) =>
  JSON.stringify(text),
);

const numbers = [
  ...['0', '-0', '-0.0', '0e5', '1E+5', '10e-1', '2.50', '1e400', '-1e400', '1e-400', '1e16000'],
  ...['1e-16000', '9'.repeat(400), `0.${'1'.repeat(400)}`, '123456789012345678901234567890e-10'],
];

const list = (texts: readonly string[]) => texts.map((text) => `[${text},${text}]`);

/** Valid values of each member, as JSON texts. */
export const edgeValues: readonly (readonly [member: string, values: readonly string[]])[] = [
  ['instant', instants],
  ['instants', [...list(instants), '[]']],
  [
    'local',
    [
      '"2026-10-25T02:30:00"',
      '"2026-03-29T02:30:00"',
      '"2026-10-25T03:00:00.123456"',
      '"9999-12-31T23:59:59"',
    ],
  ],
  ['day', days],
  ['days', [...list(days), '[null]']],
  ['number', numbers],
  ['numbers', [...list(numbers), '[]']],
  [
    'bounded',
    ['-0.1', '400.5', '4005e-1', '-0.0999999999999999999999', '400.49999999999999999999'],
  ],
  ['whole', ['1e3', '1.0', '-0', '9007199254740993', '12345678901234567890.0', '1e400', '-1e300']],
  ['long', ['1e3', '1.0', '-0.0', '10e-1', '9007199254740991', '-9007199254740991.0', '0e5000']],
  ['listed', ['0.10', '1.0', '1e3', '1000.000', 'null']],
  ['text', ['"😀😀😀"', '"a\\u0301\\u0301"', '"\\ud83d\\ude00"', '"\\\\\\"\\n"', '"\\u0001"']],
  ['texts', ['["NULL","null","{}","","\\\\","\\"",null,"a,b"]', '[]', '[null]', '["\\u202e"]']],
  [
    'open',
    [
      ...numbers,
      'null',
      '"x"',
      '[]',
      '{}',
      '[1.50,{"a":[1e2,null]}]',
      '{"toString":1,"__proto__":{"x":1.50},"":{"constructor":[]}}',
    ],
  ],
];
