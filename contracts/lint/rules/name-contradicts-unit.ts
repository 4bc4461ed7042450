import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { writtenUnits } from '../written-units.ts';

/** Codes by the last word of a name; words that mean something else too are left out. */
const unitOfWord: Readonly<Record<string, string>> = {
  kg: 'kg',
  mm: 'mm',
  cm: 'cm',
  um: 'um',
  km: 'km',
  sec: 's',
  ms: 'ms',
  degc: 'Cel',
  celsius: 'Cel',
  degf: '[degF]',
  fahrenheit: '[degF]',
  kelvin: 'K',
  bar: 'bar',
  mbar: 'mbar',
  kpa: 'kPa',
  mpa: 'MPa',
  psi: '[psi]',
  kw: 'kW',
  mw: 'MW',
  kwh: 'kW.h',
  mwh: 'MW.h',
  kn: 'kN',
  kv: 'kV',
  rpm: '/min',
  hz: 'Hz',
  pct: '%',
  percent: '%',
  ppm: '[ppm]',
};

/** A name that ends in a unit ends in the unit that the contract states. */
export const nameContradictsUnit: Rule = {
  id: 'name-contradicts-unit',
  severity: 'warning',
  summary: 'A field whose name ends in a unit is stated in that unit.',
  why: 'People read the name and programs the unit: weight_kg stated in t is a factor of a thousand between two reports.',
  *check(context) {
    for (const { path, codeAt, code } of writtenUnits(context)) {
      const word = /_([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
      const said = Object.hasOwn(unitOfWord, word) ? unitOfWord[word] : undefined;
      if (said === undefined || said === code) continue;
      yield problemAt(
        codeAt,
        `the name of '${path}' says ${word} and its unit is '${code}'`,
        `write '${said}' if the values are in it; otherwise the name must change`,
      );
    }
  },
};
