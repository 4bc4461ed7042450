import { heatReport, newHeat } from '../../../cli/demo/simulator/heat-report.ts';
import { namedRandom, rounded } from '../../../cli/demo/simulator/random.ts';
import { grades } from '../../../cli/demo/simulator/steel.ts';

export interface TrafficMessage {
  readonly topic: string;
  readonly payload: string;
}

export interface Traffic {
  /** In sending order: late, out of order, 3 % sent twice. */
  readonly messages: readonly TrafficMessage[];
  /** Different events by stream, as `key` texts. */
  readonly events: { readonly heats: ReadonlySet<string>; readonly readings: ReadonlySet<string> };
}

const meters = 20;
const heatsEvery = 5;
const quarterMs = 900_000;
const firstQuarterMs = Date.UTC(2026, 9, 1);

/**
 * `count` event messages of the plant in products/: meter readings, and heats of which every second
 * is corrected and every tenth cancelled later. The same seed gives the same messages.
 */
export function killTraffic(seed: number, count: number): Traffic {
  const random = namedRandom(seed, 'kill-traffic');
  const heats = new Set<string>();
  const readings = new Set<string>();
  const messages: { readonly at: number; readonly message: TrafficMessage }[] = [];
  let sequence = 0;

  const send = (at: number, message: TrafficMessage): void => {
    messages.push({ at, message });
  };
  const sendHeat = (number: number, at: number): void => {
    const grade = grades[number % grades.length] ?? grades[0];
    const castStartMs = firstQuarterMs + number * 2_400_000;
    const known = {
      heatId: `H26${String(number).padStart(5, '0')}`,
      caster: `CC${(number % 3) + 1}`,
      strands: 1,
      tundishHeat: 1,
      grade,
      castStartMs,
      castEndMs: castStartMs + 2_400_000,
    };
    const heat = newHeat(known, random);
    const report = (revision: number, status: 'released' | 'corrected' | 'cancelled') => {
      sequence += 1;
      heats.add(`L2/${sequence}`);
      const chemistry =
        status === 'corrected'
          ? { ...heat.chemistry, c: rounded(heat.chemistry.c + 0.01, 4) }
          : heat.chemistry;
      const payload = { source: 'L2', sequence, revision, status, chemistry, remarks: null };
      return {
        topic: `plant/casting/${known.caster}/heat/v1`,
        payload: JSON.stringify(heatReport(heat, payload)),
      };
    };
    send(at, report(1, 'released'));
    if (number % 2 === 0) send(at + random.integer(-200, 3_000), report(2, 'corrected'));
    if (number % 10 === 0) send(at + random.integer(0, 3_000), report(3, 'cancelled'));
  };
  const sendReading = (number: number, at: number): void => {
    const meter = `EM-${101 + (number % meters)}`;
    const quarter = Math.floor(number / meters);
    const endMs = firstQuarterMs + quarter * quarterMs;
    readings.add(`${meter}/${quarter + 1}`);
    send(at, {
      topic: `plant/energy/${meter}/meter/v1`,
      payload: JSON.stringify({
        meter,
        reading: quarter + 1,
        medium: 'electricity',
        // Plain UTC read as local time: October 2026 before the clocks change.
        interval_end: new Date(endMs).toISOString().slice(0, 19),
        active_energy: rounded(random.between(100, 2150), 2),
        reactive_energy: rounded(random.between(10, 610), 2),
        status: 'measured',
      }),
    });
  };
  for (let number = 0; messages.length < count; number += 1) {
    const late = random.chance(0.05) ? random.integer(10, 4_000) : random.integer(0, 5);
    if (number % heatsEvery === 0) sendHeat(number / heatsEvery, number + late);
    else sendReading(number, number + late);
    const last = messages.at(-1);
    if (last !== undefined && random.chance(0.03)) {
      send(last.at + random.integer(1, 2_000), last.message);
    }
  }
  const inOrder = messages.sort((a, b) => a.at - b.at).map(({ message }) => message);
  return { messages: inOrder, events: { heats, readings } };
}
