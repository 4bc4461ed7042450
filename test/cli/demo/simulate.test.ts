import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../cli/demo/simulator/simulate.ts';
import {
  type SimulatedMessage,
  type SimulatedStream,
  simulatedStreams,
} from '../../../cli/demo/simulator/simulated-message.ts';

const endMs = Date.UTC(2026, 9, 25, 12);
const lengthMs = 60 * 60 * 1000;
const options = {
  seed: 7,
  startMs: endMs - lengthMs,
  endMs,
  openingMs: lengthMs,
  scenes: {
    floodMs: endMs - lengthMs * 0.8,
    decimalCommaMs: endMs - lengthMs * 0.6,
    correctionMs: endMs - lengthMs * 0.4,
  },
};
const messages = [...simulate(options)];

/** By stream; plates of major 2 by their topic. */
const schemas: Record<SimulatedStream | 'plate v2', string> = {
  'heat.heat': 'products/casting/heat/heat.v1.schema.json',
  'strand.strand': 'products/casting/strand/strand.v1.schema.json',
  'slab.slab': 'products/casting/slab/slab.v1.schema.json',
  'plate.plate_inspection': 'products/rolling/plate/plate.v1.schema.json',
  'plate v2': 'products/rolling/plate/plate.v2.schema.json',
  'meter.meter_reading': 'products/energy/meter/meter.v1.schema.json',
};
const times = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const validators = new Map(
  Object.entries(schemas).map(([stream, file]) => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addFormat(
      'date-time',
      (text: string) => times.test(text) && /(Z|[+-]\d\d:\d\d)$/.test(text),
    );
    ajv.addFormat('date-time-local', (text: string) => times.test(text) && text.length === 19);
    return [stream, ajv.compile(JSON.parse(readFileSync(file, 'utf8')))] as const;
  }),
);

function keepsContract(message: SimulatedMessage): boolean {
  try {
    const name = message.topic.endsWith('/plate/v2') ? 'plate v2' : message.stream;
    return validators.get(name)?.(JSON.parse(message.payload)) === true;
  } catch {
    return false;
  }
}

describe('the simulated plant', () => {
  it('sends the same bytes for the same seed and start', () => {
    expect([...simulate(options)]).toEqual(messages);
  });

  it('sends something else for another seed', () => {
    const other = [...simulate({ ...options, seed: 8 })].map(({ payload }) => payload);
    expect(other).not.toEqual(messages.map(({ payload }) => payload));
  });

  it('never sends before its time and never after its end', () => {
    const sent = messages.map(({ atMs }) => atMs);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(sent[0]).toBeGreaterThanOrEqual(options.startMs);
    expect(sent.at(-1)).toBeLessThan(endMs);
  });

  it('breaks its contracts exactly where it says so', () => {
    const wrong = messages.filter((message) => keepsContract(message) === message.broken);
    expect(wrong.map(({ payload }) => payload)).toEqual([]);
  });

  it.each(simulatedStreams.filter((stream) => stream !== 'slab.slab'))(
    'breaks the contract of %s now and then',
    (stream) => {
      const own = messages.filter((message) => message.stream === stream);
      expect(own.some(({ broken }) => broken)).toBe(true);
      expect(own.some(({ broken }) => !broken)).toBe(true);
    },
  );

  it('resends nothing but bytes that it has sent before', () => {
    const seen = new Set<string>();
    for (const { topic, payload, resend } of messages) {
      expect(seen.has(`${topic} ${payload}`)).toBe(resend);
      seen.add(`${topic} ${payload}`);
    }
  });

  it('gives every event an event key of its own', () => {
    const keys = messages
      .filter(({ stream, resend }) => stream !== 'strand.strand' && !resend)
      .flatMap(({ stream, payload }) => {
        try {
          const { source, sequence, station, inspection, meter, reading } = JSON.parse(payload);
          return [JSON.stringify([stream, source, sequence, station, inspection, meter, reading])];
        } catch {
          return [];
        }
      });
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('counts a sample of a strand once', () => {
    const samples = messages
      .filter(({ stream, resend }) => stream === 'strand.strand' && !resend)
      .flatMap(({ payload }) => JSON.parse(payload) as Record<string, unknown>[])
      .map(({ caster, strand, tag, time }) => [caster, strand, tag, time].join(' '));
    expect(new Set(samples).size).toBe(samples.length);
  });

  it('sends readings late and out of order', () => {
    const ends = messages
      .filter(
        ({ stream, broken, resend }) => stream === 'meter.meter_reading' && !broken && !resend,
      )
      .map(({ payload }) => String(JSON.parse(payload).interval_end));
    expect(ends).not.toEqual([...ends].sort());
  });

  it('corrects a heat that it reported before, with the next revision and another analysis', () => {
    const correction = messages.find(({ scene }) => scene === 'correction');
    const corrected = JSON.parse(correction?.payload ?? '{}');
    const earlier = messages
      .filter(({ heatId, broken }) => heatId === correction?.heatId && !broken)
      .map(({ payload }) => JSON.parse(payload))
      .filter(({ revision }) => revision < corrected.revision);
    expect(corrected.status).toBe('corrected');
    expect(earlier.length).toBeGreaterThan(0);
    expect(earlier.every(({ chemistry }) => chemistry.c !== corrected.chemistry.c)).toBe(true);
  });

  it('lets a supplier send the speed with a decimal comma', () => {
    const speeds = messages
      .filter(({ scene }) => scene === 'decimal-comma')
      .map(({ payload }) => JSON.parse(payload)[0].value);
    expect(speeds).toEqual(['1,42', '1,42', '1,42']);
  });

  it('plays its scenes within eight seconds as well', () => {
    const shortMs = 8 * 120_000;
    const short = [
      ...simulate({
        seed: 1,
        startMs: endMs - shortMs,
        endMs,
        openingMs: shortMs,
        scenes: {
          floodMs: endMs - shortMs * 0.8,
          decimalCommaMs: endMs - shortMs * 0.6,
          correctionMs: endMs - shortMs * 0.4,
        },
      }),
    ];
    expect(new Set(short.map(({ scene }) => scene))).toEqual(
      new Set([undefined, 'flood', 'decimal-comma', 'correction']),
    );
  });
});
