import type { Unit } from '../../model/field.ts';

/** What people write for a code of UCUM, where it is another text. */
const written: Readonly<Record<string, string>> = {
  Cel: '°C',
  '[degF]': '°F',
  '[degR]': '°R',
  um: 'µm',
  m2: 'm²',
  mm2: 'mm²',
  m3: 'm³',
  'm3/h': 'm³/h',
  'kg/m3': 'kg/m³',
  'kW.h': 'kWh',
  'MW.h': 'MWh',
  'N.m': 'Nm',
  '[ppm]': 'ppm',
  '[ppb]': 'ppb',
};

/** A unit as a process engineer writes it: `°C`, `m³ at 0 °C, 1.01325 bar`. */
export function unitText(unit: Unit | undefined): string {
  if (unit === undefined) return 'no unit';
  const code = readable(unit.code);
  const of = unit.quantity === undefined ? '' : ` (${unit.quantity.replaceAll('-', ' ')})`;
  const at = unit.reference === undefined ? '' : ` at ${unit.reference.replace(/\bCel\b/, '°C')}`;
  return `${code}${of}${at}`;
}

/** Both sides, with no more than what tells them apart. */
export function unitTexts(
  before: Unit | undefined,
  after: Unit | undefined,
): readonly [before: string, after: string] {
  const isPlain = before === undefined || after === undefined || before.code !== after.code;
  const short = (unit: Unit | undefined): Unit | undefined =>
    unit === undefined || !isPlain || unit.reference !== undefined ? unit : { code: unit.code };
  return [unitText(short(before)), unitText(short(after))];
}

function readable(code: string): string {
  return Object.hasOwn(written, code) ? (written[code] ?? code) : code;
}
