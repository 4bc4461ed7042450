import { describe, expect, it } from 'vitest';
import { qualityChange } from '../../../../contracts/compatibility/change/quality-change.ts';
import { isDay } from '../../../../contracts/compatibility/judgement/days.ts';
import { isSameAmount } from '../../../../contracts/compatibility/judgement/same-amount.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited } from '../change/compared-plants.ts';
import { heat, heatSchema, judgedFiles, told } from './judged-plants.ts';

const files = smallPlant();

describe('a unit', () => {
  it('is the same where only the kind of quantity was written down, or a code of the same amount', () => {
    expect(isSameAmount({ code: 't' }, { code: 't', quantity: 'mass' })).toBe(true);
    expect(isSameAmount({ code: 't' }, { code: 'Mg' })).toBe(true);
    expect(isSameAmount({ code: 't' }, { code: 'kg' })).toBe(false);
    const gas = { code: 'm3', quantity: 'volume' };
    expect(isSameAmount(gas, { ...gas, reference: '0 Cel, 1.01325 bar' })).toBe(false);
  });

  it('that says the same is information and asks for a patch', async () => {
    const verdict = await judgedFiles(files, edited(files, heat, 'value: t }', 'value: Mg }'));
    expect(told(verdict)).toContain('info unit-changed heat.v1/heat.weight');
    expect(verdict.contracts).toMatchObject([{ required: 'patch' }]);
  });
});

describe('a quality rule', () => {
  const place = { file: 'heat.v1.odcs.yaml', line: 1, column: 1 };
  const rule = { kind: 'library', metric: 'nullValues', severity: 'error', place } as const;

  it('that warns where it failed is loosened', () => {
    const warning = { ...rule, severity: 'warning' };
    expect(qualityChange(rule, warning)).toBe('loosened');
    expect(qualityChange(warning, rule)).toBe('tightened');
    expect(qualityChange(warning, { ...warning, severity: 'info' })).toBe('loosened');
  });

  it('under another name is the same rule', async () => {
    const named = (name: string) =>
      edited(files, heat, 'slaProperties:\n', `slaProperties:\n`)[heat]?.replace(
        /^( *)- name: weight\n/m,
        `$1- name: weight\n$1  quality: [{ name: ${name}, type: library, metric: nullValues, mustBe: 0 }]\n`,
      ) ?? '';
    const before = { ...files, [heat]: named('filled') };
    const verdict = await judgedFiles(before, { ...files, [heat]: named('has_weight') });
    expect(told(verdict)).toEqual(['warning version-bump-missing heat.v1']);
  });
});

describe('a day of support', () => {
  it('is a day of the calendar', () => {
    expect(['2027-02-28', '2027-02-28T00:00:00Z'].map(isDay)).toEqual([true, true]);
    expect(['2027-02-30', 'someday', '2027', '2027-13-01'].map(isDay)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a schema', () => {
  it('that is closed refuses what it ignored: a warning and a minor', async () => {
    const said = (open: boolean) => ({
      ...files,
      [heatSchema]: (files[heatSchema] ?? '').replace(
        '"type": "object",',
        `"type": "object", "additionalProperties": ${open},`,
      ),
    });
    const [open, closed] = [said(true), said(false)];
    const verdict = await judgedFiles(open, closed);
    expect(told(verdict)).toContain('warning undeclared-members heat.v1/heat');
    expect(verdict.contracts).toMatchObject([{ required: 'minor' }]);
    expect(told(await judgedFiles(closed, open)).join()).not.toContain('warning undeclared');
  });
});
