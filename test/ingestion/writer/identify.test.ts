import { describe, expect, test } from 'vitest';
import type { EventDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { type IdentifiedEvent, identifyEvents } from '../../../ingestion/writer/identify.ts';
import { heats } from '../../support/streams/heats.ts';

const [first] = heats.majors;
if (first === undefined) throw new Error('the heats have a major');
const one: StreamMajor = first;

function plan(change: (major: StreamMajor) => readonly StreamMajor[]): EventDatasetPlan {
  return { ...heats, majors: change(one) };
}

function identify(
  dataset: EventDatasetPlan,
  body: string,
  topic = 'plant/casting/c1/heat/v1',
): IdentifiedEvent {
  const [event] = identifyEvents(eventRouter([dataset]))([
    { topic, body: Buffer.from(body), receivedAtMs: 0, redelivered: false },
  ]);
  if (event === undefined) throw new Error('no event');
  return event;
}

function idOf(dataset: EventDatasetPlan, body: string, topic?: string): string {
  return Buffer.from(identify(dataset, body, topic).eventId).toString('hex');
}

describe('the id of an event', () => {
  test('depends on stream and key, not on topic, layout or other members', () => {
    const id = idOf(heats, '{"source":"a","sequence":1,"x":1}');
    expect(idOf(heats, '{ "x": 2, "sequence": 1, "source": "a" }')).toBe(id);
    expect(idOf(heats, '{"source":"a","sequence":1}', 'plant/casting/c2/heat/v1')).toBe(id);
    expect(idOf({ ...heats, id: 'other.heat' }, '{"source":"a","sequence":1}')).not.toBe(id);
  });

  test('is a UUID of version 8', () => {
    expect(idOf(heats, '{"source":"a","sequence":1}')).toMatch(/^.{12}8.{3}[89ab].{15}$/);
  });

  test.each([
    ['{"source":"a","sequence":1}', '{"source":"a","sequence":"1"}'],
    ['{"source":"a1","sequence":1}', '{"source":"a","sequence":11}'],
    ['{"source":"a\\",1","sequence":1}', '{"source":"a","sequence":1}'],
    ['{"source":"a","sequence":9007199254740993}', '{"source":"a","sequence":9007199254740992}'],
    ['{"source":"a","sequence":true}', '{"source":"a","sequence":1}'],
    [
      '{"source":"a","sequence":17000.12345678901234}',
      '{"source":"a","sequence":17000.123456789012341}',
    ],
    ['{"source":"a","sequence":4503599627370497.25}', '{"source":"a","sequence":4503599627370497}'],
    ['{"source":"a","sequence":1.00000000000000000001}', '{"source":"a","sequence":1}'],
    ['{"source":"a","sequence":1.99999999999999999999}', '{"source":"a","sequence":2}'],
    ['{"source":"a","sequence":0.200000000000000000001e1}', '{"source":"a","sequence":2}'],
    ['{"source":"a","sequence":1e-400}', '{"source":"a","sequence":0}'],
    ['{"source":"a","sequence":1e400}', '{"source":"a","sequence":1e401}'],
  ])('tells keys apart: %s and %s', (left, right) => {
    expect(idOf(heats, left)).not.toBe(idOf(heats, right));
  });

  test.each([
    ['1.5', '1.50'],
    ['1', '1.00'],
    ['0', '-0.0'],
    ['1500', '1.5e3'],
    ['1e22', '10000000000000000000000'],
    ['9007199254740993', '9007199254740993.0'],
    ['9007199254740992', '9007199254740992.0'],
    ['1700000000.123456781', '170000000012345678.10e-8'],
    ['1.50000000000000000', '15e-1'],
  ])('is one for all spellings of a number: %s and %s', (left, right) => {
    const beside = '"x":0.1234567890123456789';
    const id = idOf(heats, `{"source":"a","sequence":${left}}`);
    expect(idOf(heats, `{"source":"a","sequence":${right}}`)).toBe(id);
    expect(idOf(heats, `{"source":"a","sequence":${right},${beside}}`)).toBe(id);
  });

  test.each([
    '{"source":"a"}',
    '{"source":"a","sequence":null}',
    '{"source":"a","sequence":{}}',
    '[]',
    'x',
  ])('is over topic and bytes where the key cannot be read: %s', (body) => {
    const id = idOf(heats, body);
    expect(idOf(heats, body)).toBe(id);
    expect(idOf(heats, `${body} `)).not.toBe(id);
    expect(idOf(heats, body, 'plant/casting/c2/heat/v1')).not.toBe(id);
  });

  test('is over the keys of all records of a message', () => {
    const many = plan((major) => [{ ...major, payload: { ...major.payload, records: 'array' } }]);
    const a = '{"source":"a","sequence":1}';
    const b = '{"source":"a","sequence":2}';
    expect(
      new Set([`[${a}]`, `[${a},${b}]`, `[${b},${a}]`].map((body) => idOf(many, body))).size,
    ).toBe(3);
    expect(identify(many, `[${a}]`)).toMatchObject({ major: 1 });
  });

  test('is over the bytes where the contract says so', () => {
    const whole = plan((major) => [
      {
        ...major,
        stream: { ...major.stream, class: 'event', eventKey: 'payload' } as StreamMajor['stream'],
      },
    ]);
    expect(idOf(whole, '{"a":1}')).not.toBe(idOf(whole, '{"a": 1}'));
  });

  test('reads nested keys and no inherited ones', () => {
    const nested = plan((major) => [
      {
        ...major,
        stream: { ...major.stream, class: 'event', eventKey: ['head.id'] } as StreamMajor['stream'],
      },
    ]);
    expect(idOf(nested, '{"head":{"id":1},"x":1}')).toBe(idOf(nested, '{"head":{"id":1}}'));
    const inherited = plan((major) => [
      {
        ...major,
        stream: {
          ...major.stream,
          class: 'event',
          eventKey: ['toString'],
        } as StreamMajor['stream'],
      },
    ]);
    expect(idOf(inherited, '{"a":1}')).not.toBe(idOf(inherited, '{"a":2}'));
  });
});

describe('the major of an event', () => {
  const versioned = plan((major) => {
    const stream = {
      ...major.stream,
      class: 'event',
      versionPointer: '/head/version',
    } as StreamMajor['stream'];
    return [
      { ...major, stream },
      { ...major, major: 2, stream },
    ];
  });

  test.each([
    ['1', 1],
    ['"2.4.0"', 2],
    ['"v2"', 2],
    ['3', 3],
    ['40000', undefined],
    ['"x"', undefined],
  ])('is what the message names: %s', (version, major) => {
    const body = `{"source":"a","sequence":1,"head":{"version":${version}}}`;
    expect(identify(versioned, body).major).toBe(major);
  });

  test('is ahead where the plan has no contract of it: then nobody knows its time', () => {
    const named = (version: number) =>
      identify(versioned, `{"source":"a","sequence":1,"head":{"version":${version}}}`);
    expect(named(3)).toMatchObject({ ahead: true, eventTime: undefined });
    expect(named(2)).toMatchObject({ ahead: false, eventTime: { basis: 'received' } });
  });

  test('unknown or not, the id stays', () => {
    const id = (version: number): string =>
      idOf(versioned, `{"source":"a","sequence":1,"head":{"version":${version}}}`);
    expect(id(3)).toBe(id(2));
  });
});
