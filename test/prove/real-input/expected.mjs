#!/usr/bin/env node
// What the stores must hold after the replay, computed from the files alone: counts and exact sums
// per day, per fault class and per run and tag. It shares no code with the product or the replay:
// own splitting of the files, sums in BigInt over the digits as they are written.
//
//   node test/prove/real-input/expected.mjs <folder with the data sets>
//
// One JSON object per line: {set, key, figures}; every figure is a decimal text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const lines = (name) =>
  readFileSync(join(folder, name), 'latin1')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** An exact decimal sum: `units` counts 10^-scale. */
class Sum {
  units = 0n;
  scale = 0;

  add(text) {
    const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
    if (match === null) throw new Error(`not a number: ${text}`);
    const [, sign, whole, fraction = '', exponent = '0'] = match;
    let units = BigInt(whole + fraction);
    let scale = fraction.length - Number(exponent);
    if (scale < 0) {
      units *= 10n ** BigInt(-scale);
      scale = 0;
    }
    if (scale > this.scale) {
      this.units *= 10n ** BigInt(scale - this.scale);
      this.scale = scale;
    }
    units *= 10n ** BigInt(this.scale - scale);
    this.units += sign === '-' ? -units : units;
  }

  toString() {
    const digits = String(this.units < 0n ? -this.units : this.units).padStart(this.scale + 1, '0');
    const cut = digits.length - this.scale;
    const fraction = digits.slice(cut).replace(/0+$/, '');
    const sign = this.units < 0n ? '-' : '';
    return `${sign}${digits.slice(0, cut)}${fraction === '' ? '' : `.${fraction}`}`;
  }
}

const groups = new Map();

function group(set, key) {
  const id = `${set} ${key}`;
  if (!groups.has(id)) groups.set(id, { set, key, count: 0, sums: {} });
  return groups.get(id);
}

function add(set, key, figures) {
  const found = group(set, key);
  found.count += 1;
  for (const [name, text] of Object.entries(figures)) {
    found.sums[name] ??= new Sum();
    found.sums[name].add(text);
  }
}

// Energy: a day is the date text of the row, whatever time stands beside it.
for (const line of lines('steel_industry_energy.csv').slice(1)) {
  const cells = line.split(',');
  const [day, month, year] = cells[0].split(' ')[0].split('/');
  add('energy', `${year}-${month}-${day}`, {
    usage: cells[1],
    lagging_reactive: cells[2],
    leading_reactive: cells[3],
    co2: cells[4],
    lagging_power_factor: cells[5],
    leading_power_factor: cells[6],
  });
}

// Plates: columns V1 to V27 are figures, V28 to V33 mark the fault, class 2 is every other fault.
const faults = ['pastry', 'z_scratch', 'k_scratch', 'stains', 'dirtiness', 'bumps'];
const plateColumns = {
  0: 'bounds_x_minimum',
  1: 'bounds_x_maximum',
  2: 'bounds_y_minimum',
  3: 'bounds_y_maximum',
  4: 'extent_pixels_area',
  5: 'extent_x_perimeter',
  6: 'extent_y_perimeter',
  7: 'luminosity_sum',
  8: 'luminosity_minimum',
  9: 'luminosity_maximum',
  10: 'conveyer_length',
  11: 'plates_a300',
  13: 'steel_thickness',
  14: 'indices_edges',
  15: 'indices_empty',
  16: 'indices_square',
  17: 'indices_outside_x',
  18: 'indices_edges_x',
  19: 'indices_edges_y',
  20: 'indices_outside_global',
  21: 'indices_log_area',
  22: 'indices_log_x',
  23: 'indices_log_y',
  24: 'indices_orientation',
  25: 'indices_luminosity',
  26: 'indices_sigmoid_area',
};
const plates = lines('steel_plates_faults.arff');
for (const line of plates.slice(plates.indexOf('@data') + 1)) {
  const cells = line.split(',');
  const fault = cells[33] === '2' ? 'other' : faults[cells.slice(27, 33).indexOf('1')];
  add(
    'plates',
    fault,
    Object.fromEntries(
      Object.entries(plateColumns).map(([index, name]) => [name, cells[Number(index)]]),
    ),
  );
}

// Process runs: a stored value is a double, so its shortest decimal text is what is summed.
for (const [run, file] of [
  ['d00', 'tep_d00_te.dat'],
  ['d06', 'tep_d06_te_fault.dat'],
]) {
  for (const line of lines(file)) {
    line.split(/\s+/).forEach((cell, index) => {
      const tag = index < 41 ? `xmeas_${index + 1}` : `xmv_${index - 40}`;
      const padded = tag.replace(/_(\d)$/, '_0$1');
      add('process', `${run} ${padded}`, { value: String(Number(cell)) });
    });
  }
}

for (const { set, key, count, sums } of groups.values()) {
  const figures = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, `${sum}`]));
  process.stdout.write(
    `${JSON.stringify({ set, key, figures: { count: String(count), ...figures } })}\n`,
  );
}
