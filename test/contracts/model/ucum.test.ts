import { describe, expect, it } from 'vitest';
import { isUcumCode, nearestUcumCode } from '../../../contracts/model/ucum.ts';

describe('a UCUM code', () => {
  it.each([
    '1 % Cel K mm mm2 m3/h m/min L/min /min kW kW.h kV.A.h kN t kg/m3 um [ppm] 10*3/uL N.m/s',
    'W/(m2.K) /(m.s) {pieces} g{dry}/kg{wet} s-1 m+2 4.[pi] [in_i] B[SPL] dB[SPL] J/(kg.K) Mibit bar',
  ])('keeps the grammar and knows its units: %s', (codes) => {
    expect(codes.split(' ').filter((code) => !isUcumCode(code))).toEqual([]);
  });

  it.each([
    '',
    'tonnes',
    'Nm3',
    'm^2',
    'kWh',
    'm//s',
    '(m',
    'm)',
    'kmin',
    'mm2.',
    '0',
    'rpm',
    '{a',
  ])("is not '%s'", (code) => {
    expect(isUcumCode(code)).toBe(false);
  });

  it.each([
    ['tonnes', 't'],
    ['°C', 'Cel'],
    ['C', 'Cel'],
    ['tonnes/hour', 't/h'],
    ['Nm3', 'm3'],
    ['Nm3/h', 'm3/h'],
    ['m³/h', 'm3/h'],
    ['kg/m^3', 'kg/m3'],
    ['KG', 'kg'],
    ['kWh', 'kW.h'],
    ['µm', 'um'],
    ['U/min', '/min'],
    ['pcs', '1'],
    ['furlongs', undefined],
  ])("for '%s' is probably %s", (written, code) => {
    expect(nearestUcumCode(written)).toBe(code);
  });

  it('is decided at once, however deep and long', () => {
    const started = performance.now();
    for (const code of ['('.repeat(64), '/'.repeat(64), 'm.'.repeat(32), '{'.repeat(64)]) {
      expect(isUcumCode(code)).toBe(false);
      nearestUcumCode(code);
    }
    expect(performance.now() - started).toBeLessThan(100);
  });
});
