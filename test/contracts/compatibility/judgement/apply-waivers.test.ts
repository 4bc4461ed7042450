import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import {
  applyWaivers,
  isWaivable,
} from '../../../../contracts/compatibility/judgement/apply-waivers.ts';
import type { Finding } from '../../../../contracts/finding.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited, type Texts, versionOf } from '../change/compared-plants.ts';
import { everyFact } from './every-fact.ts';
import { heat, judged, judgedFiles, today, told, waivers } from './judged-plants.ts';

const files = smallPlant();
const inKilograms = edited(files, heat, 'value: t }', 'value: kg }');

function waiving(of: Texts, rule: string, at: string, until = '2027-01-31', file = waivers): Texts {
  const text = `waivers:
  - { rule: ${rule}, at: "${at}", reason: the scale is mended in spring, owner: a.ivanov, until: "${until}" }
`;
  return { ...of, [file]: text };
}

/** A plant whose heats have one more waiver. */
function accepting(version: PlantVersion, rule: string, at: string): PlantVersion {
  const place = { file: waivers, line: 2, column: 1 };
  const waiver = { rule, at, reason: 'x', owner: 'a.ivanov', until: '2027-01-31', place };
  const products = version.plant.products.map((product) =>
    product.id === 'heat' ? { ...product, waivers: [waiver] } : product,
  );
  return { ...version, plant: { ...version.plant, products } };
}

const unit = ['unit-changed', 'heat.v1/heat.weight'] as const;

describe('a waiver', () => {
  it('takes the finding of its rule and subject out, and the version is asked for instead', async () => {
    const verdict = await judgedFiles(files, waiving(inKilograms, ...unit));
    expect(told(verdict)).toEqual(['error version-bump-missing heat.v1']);
    expect(verdict.waived).toMatchObject([
      {
        finding: { rule: 'unit-changed' },
        reason: 'the scale is mended in spring',
        owner: 'a.ivanov',
        until: '2027-01-31',
      },
    ]);
    expect(verdict.contracts).toMatchObject([{ verdict: 'breaking', required: 'major' }]);
  });

  it('holds on its last day, and not on the next', async () => {
    const last = await judgedFiles(files, waiving(inKilograms, ...unit, today));
    expect(last.waived).toHaveLength(1);
    const next = await judgedFiles(files, waiving(inKilograms, ...unit, '2026-11-25'));
    expect(next.waived).toEqual([]);
    expect([...told(next)].sort()).toEqual([
      'error unit-changed heat.v1/heat.weight',
      'warning waiver-expired',
    ]);
  });

  it('that accepts nothing is told', async () => {
    const other = await judgedFiles(files, waiving(inKilograms, 'unit-changed', 'heat.v1/heat.c'));
    expect([...told(other)].sort()).toEqual([
      'error unit-changed heat.v1/heat.weight',
      'warning waiver-unused',
    ]);
    expect(other.findings.find(({ rule }) => rule === 'waiver-unused')?.place).toMatchObject({
      file: waivers,
      line: 2,
    });
  });

  it('of another product does not hold', async () => {
    const strange = waiving(
      inKilograms,
      ...unit,
      '2027-01-31',
      'products/casting/kpi/waivers.yaml',
    );
    expect([...told(await judgedFiles(files, strange))].sort()).toEqual([
      'error unit-changed heat.v1/heat.weight',
      'warning waiver-unused',
    ]);
  });

  it('holds for a year at most', async () => {
    const long = await judgedFiles(files, waiving(inKilograms, ...unit, '2027-11-27'));
    expect([...told(long)].sort()).toEqual([
      'error unit-changed heat.v1/heat.weight',
      'error waiver-too-long',
    ]);
    const year = await judgedFiles(files, waiving(inKilograms, ...unit, '2027-11-26'));
    expect(year.waived).toHaveLength(1);
  });

  it('cannot accept a version that is not raised, nor what cannot be read', async () => {
    const raised = waiving(inKilograms, 'version-bump-missing', 'heat.v1');
    expect(told(await judgedFiles(files, raised))).toContain('error waiver-refused');
    for (const rule of ['version-bump-missing', 'waiver-unused', 'yaml-syntax', 'value-missing']) {
      expect(isWaivable(rule), rule).toBe(false);
    }
    expect(isWaivable('unit-changed')).toBe(true);
    expect(isWaivable('unit-is-ucum')).toBe(true);
  });
});

describe('findings of the linter', () => {
  const finding: Finding = {
    rule: 'unit-is-ucum',
    severity: 'warning',
    place: { file: heat, line: 3, column: 1 },
    pointer: '/schema/0',
    message: 'x',
  };

  it('are waived by file and pointer, and waivers of changes are left alone', async () => {
    const waived = waiving(files, 'unit-is-ucum', `${heat}#/schema/0`);
    const { plant } = await versionOf(waived);
    expect(applyWaivers([finding], plant, today)).toMatchObject({ findings: [], waived: [{}] });
    expect(applyWaivers([], plant, today).findings).toMatchObject([{ rule: 'waiver-unused' }]);
    const change = await versionOf(waiving(files, ...unit));
    expect(applyWaivers([finding], change.plant, today)).toEqual({
      findings: [finding],
      waived: [],
    });
  });

  it('elsewhere, or mere information, are not', async () => {
    const { plant } = await versionOf(waiving(files, 'unit-is-ucum', `${heat}#/schema/0`));
    const other = { ...finding, pointer: '/schema/1' };
    const info = { ...finding, severity: 'info' } as const;
    expect(applyWaivers([other, info], plant, today).waived).toEqual([]);
  });
});

describe('whatever changed', () => {
  let version: PlantVersion;
  beforeAll(async () => {
    version = await versionOf(files);
  });

  it('a waiver adds no error but its own, and takes out what it names alone', () => {
    for (const fact of everyFact()) {
      const before = judged([fact], version);
      for (const { rule, subject } of before.findings) {
        const after = judged([fact], accepting(version, rule, subject ?? 'heat'));
        const added = told(after).filter((text) => !told(before).includes(text));
        // Where a break is accepted its version counts.
        const allowed = /^(error|warning) (waiver-|version-bump-missing)/;
        expect(added.filter((text) => !allowed.test(text))).toEqual([]);
        for (const { finding } of after.waived) expect(finding).toMatchObject({ rule, subject });
      }
    }
  });
});
