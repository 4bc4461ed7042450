import { isUcumCode, nearestUcumCode } from '../model/ucum.ts';

/** Endings of names that people use for units, as UCUM codes. */
const endings: Readonly<Record<string, string>> = {
  c: 'Cel',
  degc: 'Cel',
  celsius: 'Cel',
  k: 'K',
  kelvin: 'K',
  pct: '%',
  percent: '%',
  prozent: '%',
  kg: 'kg',
  kilogram: 'kg',
  g: 'g',
  t: 't',
  tons: 't',
  tonnes: 't',
  tonnen: 't',
  mm: 'mm',
  cm: 'cm',
  m: 'm',
  um: 'um',
  s: 's',
  sec: 's',
  seconds: 's',
  ms: 'ms',
  min: 'min',
  h: 'h',
  kw: 'kW',
  mw: 'MW',
  kwh: 'kW.h',
  mwh: 'MW.h',
  v: 'V',
  a: 'A',
  hz: 'Hz',
  kn: 'kN',
  n: 'N',
  bar: 'bar',
  mbar: 'mbar',
  pa: 'Pa',
  kpa: 'kPa',
  mpa: 'MPa',
  rpm: '/min',
  ppm: '[ppm]',
  m_min: 'm/min',
  m_s: 'm/s',
  mm_s: 'mm/s',
  m3: 'm3',
  m3_h: 'm3/h',
  l_min: 'L/min',
  t_h: 't/h',
  kg_h: 'kg/h',
};

/** Units of one letter end many names that mean no unit: they are too weak a sign alone. */
const weak = new Set(['c', 'k', 'g', 't', 'm', 's', 'h', 'v', 'a', 'n']);

/**
 * The UCUM code that a name itself tells: `weight_kg`, `speed_m_min`, `Temp [°C]`, `Druck (bar)`.
 * Undefined where it tells none for sure enough to be proposed.
 */
export function unitOfName(name: string): string | undefined {
  const bracketed = /[[(]\s*([^\])]{1,20}?)\s*[\])]\s*$/.exec(name)?.[1];
  if (bracketed !== undefined) return unitOfText(bracketed);
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const two = words.slice(-2).join('_');
  const [last = ''] = words.slice(-1);
  if (words.length > 2 && Object.hasOwn(endings, two)) return endings[two];
  if (words.length > 1 && Object.hasOwn(endings, last) && !weak.has(last)) return endings[last];
  return undefined;
}

/** UCUM has no normal cubic metre: `Nm³/h` loses the state at which it is measured. */
export function isNormalVolume(written: string): boolean {
  return /(^|[[(\s])N\s?m(³|3|\^3)/.test(written);
}

/** The state that a plant means by `Nm³`, as a contract writes it (DIN 1343). */
export const normalState = '0 Cel, 1.01325 bar';

/** Turns per minute as plants write them; `U` alone is UCUM's enzyme unit. */
const rotation = /^(U|Upm|U\/min|1\/min|rpm|min-1|min\^-1|min⁻¹)$/i;

/** The UCUM code that a written unit means; undefined where it is none. */
export function unitOfText(written: string): string | undefined {
  const text = written.trim();
  if (text === '') return undefined;
  if (text === '-' || text === '1') return '1';
  if (rotation.test(text) && text !== 'U') return '/min';
  // Plants write C for degrees, UCUM for the coulomb.
  if (text === 'C' || text === '°') return text === 'C' ? 'Cel' : 'deg';
  return isUcumCode(text) ? text : nearestUcumCode(text);
}
