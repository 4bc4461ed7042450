import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One MQTT message of the replay; numbers stand in the text exactly as the file writes them. */
export interface ReplayMessage {
  readonly topic: string;
  readonly payload: string;
}

/** The 35,040 quarter-hours in the file's order: each day's 00:00 comes last, a day late. */
export function energyMessages(folder: string): readonly ReplayMessage[] {
  const [, ...rows] = readLines(join(folder, 'steel_industry_energy.csv'));
  return rows.map((row) => {
    const [stamp = '', ...cells] = row.split(',');
    const [date = '', time = ''] = stamp.split(' ');
    const [day, month, year] = date.split('/');
    return {
      topic: 'conformance/energy/gwangyang/energy_kr/v1',
      payload: object({
        meter: text('gwangyang'),
        measured_at: text(`${year}-${month}-${day}T${time}:00`),
        usage: cells[0],
        lagging_reactive: cells[1],
        leading_reactive: cells[2],
        co2: cells[3],
        lagging_power_factor: cells[4],
        leading_power_factor: cells[5],
        load_type: text(cells[9] ?? ''),
      }),
    };
  });
}

const faults = ['pastry', 'z_scratch', 'k_scratch', 'stains', 'dirtiness', 'bumps'];

/** The 1,941 plates; the line of the file is the number of the inspection. */
export function plateMessages(folder: string): readonly ReplayMessage[] {
  const all = readLines(join(folder, 'steel_plates_faults.arff'));
  return all.slice(all.indexOf('@data') + 1).map((row, index) => {
    const v = ['', ...row.split(',')];
    const marked = faults.find((_, fault) => v[28 + fault] === '1');
    return {
      topic: 'conformance/rolling/inspection/plate_uci/v1',
      payload: object({
        station: text('inspection'),
        inspection: String(index + 1),
        steel: object({ grade: text(v[12] === '1' ? 'A300' : 'A400'), thickness: v[14] }),
        conveyer_length: v[11],
        bounds: object({ x_minimum: v[1], x_maximum: v[2], y_minimum: v[3], y_maximum: v[4] }),
        extent: object({ pixels_area: v[5], x_perimeter: v[6], y_perimeter: v[7] }),
        luminosity: object({ sum: v[8], minimum: v[9], maximum: v[10] }),
        indices: object({
          edges: v[15],
          empty: v[16],
          square: v[17],
          outside_x: v[18],
          edges_x: v[19],
          edges_y: v[20],
          outside_global: v[21],
          log_area: v[22],
          log_x: v[23],
          log_y: v[24],
          orientation: v[25],
          luminosity: v[26],
          sigmoid_area: v[27],
        }),
        fault: text(v[34] === '2' ? 'other' : (marked ?? '')),
      }),
    };
  });
}

const gridMs = 3 * 60_000;
const gridStart = Date.UTC(2026, 0, 1);

/** One message per run and grid time with its 52 samples, under the source's own tag names. */
export function processMessages(folder: string): readonly ReplayMessage[] {
  const runs = { d00: 'tep_d00_te.dat', d06: 'tep_d06_te_fault.dat' };
  return Object.entries(runs).flatMap(([run, file]) =>
    readLines(join(folder, file)).map((row, step) => {
      const time = text(new Date(gridStart + step * gridMs).toISOString());
      const samples = row.split(/\s+/).map((value, column) => {
        const tag = column < 41 ? `XMEAS(${column + 1})` : `XMV(${column - 40})`;
        return object({ run: text(run), tag: text(tag), time, value });
      });
      return { topic: `conformance/process/${run}/tep/v1`, payload: `[${samples.join(',')}]` };
    }),
  );
}

function readLines(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function text(value: string): string {
  return JSON.stringify(value);
}

/** A JSON object whose member values are JSON texts already. */
function object(members: Readonly<Record<string, string | undefined>>): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',')}}`;
}
