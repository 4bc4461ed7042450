import type { Agenda } from './agenda.ts';
import { namedRandom, type Random, rounded } from './random.ts';
import type { Scene } from './simulated-message.ts';

const second = 1000;
const quarterMs = 900 * second;
/** Three days of quarters. */
export const cutOffReadings = 288;

export function meterTopic(meter: string): string {
  return `plant/energy/${meter}/meter/v1`;
}

interface MeterOptions {
  readonly agenda: Agenda;
  readonly seed: number;
  readonly meter: string;
}

/**
 * A meter's data logger: a reading per quarter, some minutes late, now and then hours late. At the
 * start it sends the last six hours, in no order, as a logger does whose line was down.
 */
export function startMeterLogger(options: MeterOptions & { readonly startMs: number }): void {
  const random = namedRandom(options.seed, `meter/${options.meter}`);
  const firstEndMs = Math.ceil(options.startMs / quarterMs) * quarterMs;
  for (let back = 24; back >= 1; back -= 1) {
    const atMs = options.startMs + random.integer(0, 60 * second);
    sendReading(options, random, firstEndMs - back * quarterMs, atMs);
  }
  const next = (endMs: number): void => {
    options.agenda.at(endMs, () => {
      const late = random.chance(0.1) ? random.integer(300, 3600) : random.integer(3, 90);
      sendReading(options, random, endMs, endMs + late * second);
      next(endMs + quarterMs);
    });
  };
  next(firstEndMs);
}

/** A logger that was cut off for three days empties itself: 288 readings at once, newest first. */
export function sendThreeDays(options: MeterOptions, nowMs: number): void {
  const random = namedRandom(options.seed, `meter/${options.meter}`);
  const lastEndMs = Math.floor(nowMs / quarterMs) * quarterMs;
  for (let back = 0; back < cutOffReadings; back += 1) {
    sendReading(options, random, lastEndMs - back * quarterMs, nowMs, 'flood');
  }
}

function sendReading(
  { agenda, meter }: MeterOptions,
  random: Random,
  endMs: number,
  atMs: number,
  scene?: Scene,
): void {
  const gas = meter.startsWith('GM');
  const load = random.between(0.55, 1);
  const reading = {
    meter,
    reading: Math.floor(endMs / quarterMs),
    medium: gas ? 'natural_gas' : 'electricity',
    interval_end: localText(endMs),
    ...(gas
      ? { gas_volume: rounded(380 * load, 3) }
      : { active_energy: rounded(2150 * load, 2), reactive_energy: rounded(610 * load, 2) }),
    status: random.chance(0.01) ? 'estimated' : 'measured',
  };
  const text = JSON.stringify(reading);
  // A telegram cut off on the serial line: no JSON any more.
  const broken = scene === undefined && random.chance(0.008);
  const message = {
    stream: 'meter.meter_reading',
    topic: meterTopic(meter),
    payload: broken ? text.slice(0, text.length - 17) : text,
    units: 1,
    broken,
    ...(scene === undefined ? {} : { scene }),
  } as const;
  agenda.send({ ...message, atMs, resend: false });
  if (random.chance(0.03)) {
    agenda.send({ ...message, atMs: atMs + random.integer(1, 60) * second, resend: true });
  }
}

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026-10-02T14:15:00`: what a clock on the wall shows, without an offset. */
function localText(ms: number): string {
  const parts = new Map(wallClock.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}
