import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import { declaredBump } from '../../../../contracts/compatibility/judgement/version-bump.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited, type Texts, versionOf } from '../change/compared-plants.ts';
import { factOf } from './every-fact.ts';
import { heat, heatSchema, judged, judgedFiles, kpi, promising, told } from './judged-plants.ts';

const files = smallPlant();
const heat2 = heat.replace('.v1.', '.v2.');
const schema2 = heatSchema.replace('.v1.', '.v2.');
const product = 'products/casting/heat/product.odps.yaml';

function withEnd(day: string, of: Texts = files): Texts {
  return edited(
    of,
    heat,
    'slaProperties:\n',
    `slaProperties:\n  - { property: endOfSupport, value: "${day}" }\n`,
  );
}

/** Heat 2 beside heat 1. */
function withSecond(of: Texts): Texts {
  const text = (of[heat] ?? '')
    .replace('version: 1.0.0', 'version: 2.0.0')
    .replace('/heat/v1', '/heat/v2')
    .replace('./heat.v1', './heat.v2')
    .replace(/ {2}- \{ property: endOfSupport.*\n/, '');
  return { ...of, [heat2]: text, [schema2]: of[heatSchema] ?? '' };
}

function without(of: Texts, ...paths: readonly string[]): Texts {
  return Object.fromEntries(Object.entries(of).filter(([path]) => !paths.includes(path)));
}

let version: PlantVersion;
beforeAll(async () => {
  version = await versionOf(files);
});

describe('a new major', () => {
  it('beside one that does not say when it ends is refused', async () => {
    const { findings, contracts } = await judgedFiles(files, withSecond(files));
    expect(findings).toMatchObject([
      {
        rule: 'major-without-end',
        severity: 'error',
        hint: 'add to slaProperties of heat.v1.odcs.yaml: {property: endOfSupport, value: "<date>"}',
        place: { file: heat2 },
      },
    ]);
    expect(contracts).toMatchObject([{ contract: 'heat.v2', verdict: 'new', after: '2.0.0' }]);
  });

  it.each([
    ['someday', "'someday', until which v1 stays, is no day of the calendar"],
    ['2027-02-30', "'2027-02-30', until which v1 stays, is no day of the calendar"],
    ['2026-11-25', 'the support of v1, until 2026-11-25, is over already'],
  ])('beside one that ends %s is refused', async (day, message) => {
    const { findings } = await judgedFiles(withEnd(day), withSecond(withEnd(day)));
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'major-without-end',
        message: `'heat' v2 is new, and ${message}`,
      }),
    );
    expect(JSON.stringify(findings)).not.toContain('NaN');
  });

  it('beside one whose life ends on a day is told in a sentence as well', async () => {
    const ended = edited(withEnd('2028-12-31'), heat, 'endOfSupport', 'endOfLife');
    const both = withSecond(ended);
    const second = (both[heat2] ?? '').replace(/ {2}- \{ property: endOfLife.*\n/, '');
    expect(told(await judgedFiles(ended, { ...both, [heat2]: second }))).toEqual([]);
  });

  it('beside one that ends is told in a sentence', async () => {
    const verdict = await judgedFiles(withEnd('2028-12-31'), withSecond(withEnd('2028-12-31')));
    expect(told(verdict)).toEqual([]);
    expect(verdict.contracts.flatMap(({ changes }) => changes)).toMatchObject([
      { sentence: 'heat v2 is new, beside v1, which stays until 2028-12-31', weight: 'notable' },
    ]);
  });
});

describe('what another major leaves empty in a view', () => {
  const nullable = (object: string) =>
    factOf({
      kind: 'view-column-nullability-changed',
      store: 'curated',
      object,
      column: 'weight',
      direction: 'loosened',
    });

  it('is a warning to who reads it, told once, and asks for no version', () => {
    const facts = [nullable('curated.heat_history_v1'), nullable('curated.heat_v1')];
    const { findings, contracts } = judged(facts, version, { affected: [kpi] });
    expect(findings).toMatchObject([
      {
        rule: 'view-column-nullable',
        severity: 'warning',
        message: "the column 'weight' of the view 'curated.heat_v1' may be empty now",
        affects: [{ product: 'kpi' }],
      },
    ]);
    expect(contracts).toMatchObject([{ verdict: 'compatible', required: 'none' }]);
  });
});

describe('a major that is gone', () => {
  const both = (day: string) => withSecond(withEnd(day));
  const secondOnly = (day: string) =>
    without(
      both(day),
      heat,
      heatSchema,
      'products/casting/kpi/kpi.sql',
      'products/casting/kpi/kpi.v1.odcs.yaml',
      'products/casting/kpi/product.odps.yaml',
    );

  it('before its end is refused with the days that are left', async () => {
    const { findings, contracts } = await judgedFiles(both('2027-01-27'), secondOnly('2027-01-27'));
    expect(findings.filter(({ subject }) => subject === 'heat.v1')).toMatchObject([
      {
        severity: 'error',
        message: "'heat' v1 is gone and is promised until 2027-01-27, 62 days from now",
        place: { file: product },
      },
    ]);
    expect(contracts.find(({ contract }) => contract === 'heat.v1')).toMatchObject({
      verdict: 'removed',
      broken: ['interface'],
    });
  });

  it('after its end goes, unless somebody reads it', async () => {
    const quiet = await judgedFiles(both('2026-11-25'), secondOnly('2026-11-25'));
    expect(told(quiet).filter((text) => text.includes(' heat'))).toEqual([]);
    const { findings } = await judgedFiles(both('2026-11-25'), secondOnly('2026-11-25'), [kpi]);
    expect(findings.find(({ subject }) => subject === 'heat.v1')).toMatchObject({
      rule: 'contract-removed-early',
      message: "'heat' v1 is gone and is still read by 'kpi'",
      hint: 'keep it until they have moved to v2',
      affects: [{ product: 'kpi' }],
    });
  });

  it('that never said when it ends is refused; a draft may go', () => {
    const gone = (status: string) => factOf({ kind: 'contract-removed', status });
    expect(told(judged([gone('active')], version))).toEqual([
      'error contract-removed-early heat.v1',
    ]);
    expect(told(judged([gone('draft')], version))).toEqual([]);
  });
});

describe('the end of support', () => {
  const at = async (day: string, affected = [kpi]) => {
    const of = await versionOf(withEnd(day));
    return judged([], of, { affected }).findings.filter(({ subject }) => subject === 'heat.v1');
  };

  it('is counted down, warned of in its last month, and told when it is over', async () => {
    expect(await at('2027-06-30')).toEqual([]);
    expect(await at('2027-01-27')).toMatchObject([
      {
        rule: 'support-ends-soon',
        severity: 'info',
        message: "'heat' v1: 62 days left, until 2027-01-27, and is still read by 'kpi'",
      },
    ]);
    expect(await at('2026-12-01')).toMatchObject([
      { rule: 'support-ends-soon', severity: 'warning', affects: [{ product: 'kpi' }] },
    ]);
    expect(await at('2026-12-01', [])).toMatchObject([{ severity: 'info' }]);
    expect(await at('2026-11-25')).toMatchObject([
      {
        rule: 'support-ended',
        severity: 'warning',
        message:
          "'heat' v1: its support ended on 2026-11-25, 1 day ago, and is still read by 'kpi'",
      },
    ]);
  });

  it('stands at the line that says it', async () => {
    const [finding] = await at('2026-12-01');
    expect(finding).toMatchObject({ place: { file: heat }, pointer: '/slaProperties/0' });
  });

  it('may move away, and not come nearer', async () => {
    const nearer = await judgedFiles(withEnd('2028-12-31'), withEnd('2028-06-30'));
    expect(told(nearer)).toEqual(['error support-shortened heat.v1']);
    const farther = await judgedFiles(withEnd('2028-06-30'), withEnd('2028-12-31'));
    expect(told(farther)).toEqual(['warning version-bump-missing heat.v1']);
  });
});

describe('a status', () => {
  const to = (before: string, after: string, affected = [kpi]) =>
    told(judged([factOf({ kind: 'status-changed', before, after })], version, { affected })).filter(
      (text) => !text.includes('version-bump'),
    );

  it('is retired when nobody reads it', () => {
    expect(to('deprecated', 'retired')).toEqual(['error retired-in-use heat.v1']);
    expect(to('deprecated', 'retired', [])).toEqual(['warning retired-in-use heat.v1']);
  });

  it('goes forward freely, and not back to a draft', () => {
    expect(to('draft', 'active')).toEqual([]);
    expect(to('active', 'deprecated')).toEqual([]);
    expect(to('active', 'draft')).toEqual(['error status-stepped-back heat.v1']);
  });
});

describe('the version', () => {
  it('says by how much it was raised', () => {
    expect(declaredBump('1.2.3', '2.0.0')).toBe('major');
    expect(declaredBump('1.2.3', '1.3.0')).toBe('minor');
    expect(declaredBump('1.2.3', '1.2.4')).toBe('patch');
    expect(declaredBump('1.2.3', '1.2.3')).toBe('none');
    expect(declaredBump('1.2.3', '1.1.9')).toBe('none');
    expect(declaredBump(undefined, '1.0.0')).toBe('none');
  });

  const added = edited(
    files,
    heatSchema,
    '"status": {',
    '"grade": { "type": "string" }, "status": {',
  );

  it('that is not raised enough has a fix that writes it', async () => {
    const patch = edited(added, heat, 'version: 1.0.0', 'version: 1.0.1');
    const { findings, contracts } = await judgedFiles(files, patch);
    expect(findings.filter(({ severity }) => severity !== 'info')).toMatchObject([
      {
        rule: 'version-bump-missing',
        severity: 'error',
        message:
          "the version of 'heat' goes from 1.0.0 to 1.0.1, and its changes ask for 1.1.0 at least",
        fix: { title: 'write 1.1.0', edits: [{ place: { file: heat, line: 4 }, text: '1.1.0' }] },
      },
    ]);
    expect(contracts).toMatchObject([{ declared: 'patch', required: 'minor' }]);
  });

  it('that is raised enough, or more, is no finding', async () => {
    for (const raised of ['1.1.0', '1.2.0']) {
      const after = edited(added, heat, 'version: 1.0.0', `version: ${raised}`);
      const findings = told(await judgedFiles(files, after));
      expect(findings.filter((text) => !text.startsWith('info'))).toEqual([]);
    }
  });

  it('is a warning where only words changed', async () => {
    const after = edited(files, heat, 'Heat number', 'Number of the heat');
    expect(told(await judgedFiles(files, after))).toEqual(['warning version-bump-missing heat.v1']);
  });

  it('is not asked for while a break stands, and asked for where the mode allows it', async () => {
    const change = (of: Texts) => edited(of, heat, 'value: t }', 'value: kg }');
    expect(told(await judgedFiles(files, change(files)))).toEqual([
      'error unit-changed heat.v1/heat.weight',
    ]);
    const none = promising('NONE');
    expect([...told(await judgedFiles(none, change(none)))].sort()).toEqual([
      'error version-bump-missing heat.v1',
      'warning unit-changed heat.v1/heat.weight',
    ]);
  });
});

describe('a product', () => {
  const domains = (of: Texts) =>
    edited(
      of,
      'plant.yaml',
      'topicRoot: plant\n',
      'topicRoot: plant\ndomains:\n  - { name: casting, lead: a.lindner, contact: casting-data }\n',
    );
  const left = (of: Texts) =>
    edited(
      of,
      product,
      `team:
  name: melt-shop
  members:
    - { username: a.ivanov, role: Data Product Owner }
`,
      '',
    );

  it('that nobody owns goes to the lead of its domain for 30 days', async () => {
    const { findings, others } = await judgedFiles(domains(files), left(domains(files)));
    expect(findings).toMatchObject([
      {
        rule: 'product-unowned',
        severity: 'warning',
        subject: 'heat',
        message:
          "nobody owns the product 'heat' since 'melt-shop' left it, and a.lindner (casting-data), who leads the domain 'casting', answers for it until 2026-12-26",
      },
    ]);
    expect(others).toMatchObject([{ weight: 'notable', rule: 'product-unowned' }]);
  });

  it('says how to name a lead where there is none', async () => {
    const { findings } = await judgedFiles(files, left(files));
    expect(findings).toMatchObject([
      {
        message: expect.stringContaining("plant.yaml names no lead of the domain 'casting'"),
        hint: expect.stringContaining(
          'domains: [{name: casting, lead: <username>}]; by 2026-12-26',
        ),
      },
    ]);
  });

  it('moves to another domain and another team without breaking anything', async () => {
    const moved = Object.fromEntries(
      Object.entries(edited(files, product, 'name: melt-shop', 'name: caster-crew')).map(
        ([path, text]) => [
          path.replace('products/casting/heat/', 'products/steelmaking/heat/'),
          path === product ? text.replace('domain: casting', 'domain: steelmaking') : text,
        ],
      ),
    );
    const verdict = await judgedFiles(files, moved);
    expect(verdict.findings).toEqual([]);
    expect(verdict.contracts).toEqual([]);
    expect(verdict.others.map(({ sentence, weight }) => [sentence, weight])).toEqual([
      [
        'the product heat belongs to the domain steelmaking now, was casting; its tables, topics and roles keep their names',
        'harmless',
      ],
      ['the product heat is owned by caster-crew now, was melt-shop', 'harmless'],
    ]);
  });
});
