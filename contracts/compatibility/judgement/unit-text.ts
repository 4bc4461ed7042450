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

/**
 * Both sides as a process engineer writes them, with no more than what tells them apart: `°C` and `K`,
 * `m³ at 0 °C, 1.01325 bar` and `m³`.
 */
export function unitTexts(
  before: Unit | undefined,
  after: Unit | undefined,
): readonly [before: string, after: string] {
  const isSameCode = before?.code === after?.code;
  const text = (unit: Unit | undefined): string => {
    if (unit === undefined) return 'no unit';
    const { code, quantity, reference } = unit;
    const isOf = isSameCode && before?.quantity !== after?.quantity;
    const of = isOf ? ` of ${(quantity ?? 'any quantity').replaceAll('-', ' ')}` : '';
    const isAt = isSameCode && before?.reference !== after?.reference;
    const no = isAt ? ' without a reference state' : '';
    const at = reference === undefined ? no : ` at ${reference.replaceAll(/\bCel\b/g, '°C')}`;
    return `${readable(code)}${of}${at}`;
  };
  return [text(before), text(after)];
}

function readable(code: string): string {
  return Object.hasOwn(written, code) ? (written[code] ?? code) : code;
}
