import { beforeAll, describe, expect, it } from 'vitest';
import type { ChangeFact } from '../../../../contracts/compatibility/change/change-fact.ts';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import { changeRules } from '../../../../contracts/compatibility/judgement/change-rules.ts';
import { harmlessKinds } from '../../../../contracts/compatibility/judgement/harmless.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited, type Texts, versionOf } from '../change/compared-plants.ts';
import { bodies, everyFact, factOf } from './every-fact.ts';
import { heat, heatSchema, judged, judgedFiles, kpi, promising, told } from './judged-plants.ts';

const files = smallPlant();
let version: PlantVersion;
beforeAll(async () => {
  version = await versionOf(files);
});

describe('the rules', () => {
  it('have ids of their own, and say what holds and why', () => {
    const ids = changeRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, summary, why, facts } of changeRules) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const text of [summary, why]) expect(text).toMatch(/^[A-Z].*\.$/);
      expect(facts.length).toBeGreaterThan(0);
    }
  });

  it('cover every kind of fact, and each has a case that it judges', () => {
    const judgedKinds = new Set(changeRules.flatMap(({ facts }) => facts));
    for (const kind of Object.keys(bodies)) {
      expect(judgedKinds.has(kind as never) || kind in harmlessKinds, kind).toBe(true);
    }
    const context = { mode: 'FULL', today: '2026-11-26' } as const;
    const silent = changeRules.filter(
      (rule) => !everyFact().some((fact) => rule.judge(fact, context) !== undefined),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe('any verdict', () => {
  it('of a plant against itself is empty', async () => {
    expect(await judgedFiles(files, files)).toEqual({
      findings: [],
      waived: [],
      contracts: [],
      others: [],
    });
  });

  it('says clauses in findings and sentences without rules in plain words', () => {
    for (const fact of everyFact()) {
      const verdict = judged([fact], version, { affected: [kpi] });
      for (const { message, hint = '', why = '' } of verdict.findings) {
        for (const text of [message, hint]) {
          expect(text).not.toMatch(/^[A-Z]|\.$|undefined|\[object|''/);
        }
        expect(why).toMatch(/^[A-Z].*\.$/);
      }
      const changes = [...verdict.contracts.flatMap((each) => each.changes), ...verdict.others];
      for (const { sentence } of changes) expect(sentence).not.toMatch(/'|undefined|\[object/);
    }
  });

  it('does not depend on the order of the facts', () => {
    const facts = everyFact().filter(({ kind }) => !/^(contract|major)-/.test(kind));
    const forward = judged(facts, version);
    const sorted = (texts: readonly string[]) => [...texts].sort();
    expect(sorted(told(judged([...facts].reverse(), version)))).toEqual(sorted(told(forward)));
    expect(judged(facts, version)).toEqual(forward);
  });
});

describe('one change', () => {
  const story = (find: string, put: string, file = heatSchema): Texts =>
    edited(files, file, find, put);

  it.each([
    [
      'a field that is gone with its column and its table',
      edited(
        story(
          `,
    "samples": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["temperature"],
        "properties": { "temperature": { "type": "number" } }
      }
    }`,
          '',
        ),
        heat,
        `      - name: samples
        logicalType: array
        items:
          logicalType: object
          properties:
            - { name: temperature, logicalType: number }
`,
        '',
      ),
      ['error field-removed heat.v1/heat.samples'],
    ],
    [
      'another unit',
      story('value: t }', 'value: kg }', heat),
      ['error unit-changed heat.v1/heat.weight'],
    ],
    [
      'another unit with the range in it',
      edited(
        story('value: t }', 'value: kg }', heat),
        heatSchema,
        '"exclusiveMaximum": 400.50',
        '"minimum": 0, "exclusiveMaximum": 400500'.replace('"minimum": 0, ', ''),
      ),
      ['error unit-changed heat.v1/heat.weight'],
    ],
    [
      'a value that is refused',
      story('["final", "cancelled"]', '["cancelled"]'),
      ['error enum-narrowed heat.v1/heat.status'],
    ],
    [
      'a value more, which the mode allows',
      story('["final", "cancelled"]', '["final", "cancelled", "open"]'),
      ['error version-bump-missing heat.v1', 'warning enum-widened heat.v1/heat.status'],
    ],
    [
      'a record that is replaced no more',
      story(
        '          change: revise\n          revision: revision\n          cancelled: { field: status, equals: cancelled }\n',
        '          change: append\n',
        heat,
      ),
      ['error append-to-revise heat.v1/heat'],
    ],
    [
      'a pattern that takes the same texts',
      story('^[0-9]{6}$', '^[0-9]{3}[0-9]{3}$'),
      ['warning version-bump-missing heat.v1'],
    ],
    [
      'another topic',
      story('{caster}/heat/v1', '{machine}/heat/v1', heat),
      ['error topic-changed heat.v1/heat'],
    ],
    [
      'a worse latency',
      story('value: 5, unit: min', 'value: 15, unit: min', heat),
      ['error sla-worsened heat.v1'],
    ],
    [
      'a role that is gone with its grants',
      story('roles:\n  - { role: heat_reader, access: read }\n', '', heat),
      ['error role-removed heat.v1'],
    ],
    [
      'a field that may be absent',
      story('"cast_end", "weight"]', '"cast_end"]'),
      ['error version-bump-missing heat.v1', 'warning requirement-changed heat.v1/heat.weight'],
    ],
  ])('is told once: %s', async (_name, after, expected) => {
    const verdict = await judgedFiles(files, after, [kpi]);
    const findings = told(verdict).filter((text) => !text.startsWith('info '));
    expect([...findings].sort()).toEqual([...expected].sort());
    expect(verdict.contracts.map(({ contract }) => contract)).toEqual(['heat.v1']);
  });

  it('that breaks names who reads, what was promised and another major', async () => {
    const { findings } = await judgedFiles(files, story('value: t }', 'value: kg }', heat), [kpi]);
    expect(findings).toMatchObject([
      {
        severity: 'error',
        message: "the unit of 'weight' is kg now, was t",
        hint: 'keep t, or publish heat.v2.odcs.yaml beside it, with physicalName: weight_v2 on the field, and say until when v1 stays',
        affects: [{ product: 'kpi' }],
        evidence: [{ label: 'promise', text: 'heat v1 promises BACKWARD_TRANSITIVE' }],
        place: { file: heat },
      },
    ]);
  });

  it('carries the message that fails at the field that it is about', async () => {
    const narrowed = edited(
      story('["final", "cancelled"]', '["cancelled"]'),
      heatSchema,
      '"maxLength": 40',
      '"maxLength": 30',
    );
    const { findings } = await judgedFiles(files, narrowed);
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['enum-narrowed', 'length-changed']);
    const labels = findings.flatMap(({ evidence = [] }) => evidence.map(({ label }) => label));
    expect(labels.filter((label) => label.startsWith('a message'))).toEqual([
      'a message of before that would be refused',
    ]);
  });

  it('of who reads a stream does not concern who only writes it, nor the other way round', () => {
    const [topic] = bodies['topic-changed'];
    const [added] = bodies['field-added'];
    if (topic === undefined || added === undefined) throw new Error('The table lacks a case.');
    for (const body of [topic, added]) {
      const { findings } = judged([factOf(body)], version, { affected: [kpi] });
      for (const { affects } of findings) expect(affects).toBeUndefined();
    }
  });

  it('in words for process engineers', async () => {
    const after = edited(
      story('value: t }', 'value: kg }', heat),
      heat,
      'value: 5, unit: min',
      'value: 15, unit: min',
    );
    const { contracts } = await judgedFiles(files, after);
    expect(contracts).toMatchObject([
      {
        contract: 'heat.v1',
        verdict: 'breaking',
        broken: ['interface'],
        declared: 'none',
        required: 'major',
        changes: [
          { sentence: 'heat v1: the unit of weight is kg now, was t', weight: 'breaking' },
          {
            sentence:
              'heat v1: the service level latency is 15 min now, was 5 min: less is promised',
            weight: 'breaking',
          },
        ],
      },
    ]);
  });
});

describe('what cannot be decided', () => {
  const body = {
    kind: 'payload-changed',
    backward: { verdict: 'undecided', pointer: '/properties/a', reason: 'a backreference' },
    forward: { verdict: 'contained' },
  } as const;

  it('is a warning with its reason, and never a break', () => {
    const { findings, contracts } = judged([factOf(body)], version);
    expect(findings.filter(({ rule }) => rule === 'payload-undecided')).toMatchObject([
      {
        severity: 'warning',
        evidence: [
          { label: 'not decided', text: 'a backreference at /properties/a' },
          { label: 'promise' },
        ],
      },
    ]);
    expect(contracts).toMatchObject([{ verdict: 'undecided', broken: [] }]);
  });

  it('is said at the pattern that hides the answer', () => {
    const pattern = {
      kind: 'pattern-changed',
      direction: 'undecided',
      before: 'a',
      after: 'b',
    } as const;
    const verdict = judged([factOf(pattern), factOf(body)], version);
    expect(told(verdict)).toContain('warning pattern-changed heat.v1/heat.weight');
    expect(told(verdict).join()).not.toContain('payload-undecided');
    expect(verdict.contracts[0]?.verdict).toBe('undecided');
  });
});

describe('a draft', () => {
  it('promises nothing, and says so', async () => {
    const draft = edited(files, heat, 'status: active', 'status: draft');
    const after = edited(draft, heat, 'value: t }', 'value: kg }');
    const { findings, contracts } = await judgedFiles(draft, after);
    expect(findings.find(({ rule }) => rule === 'unit-changed')).toMatchObject({
      severity: 'warning',
      evidence: [{ label: 'promise', text: 'none yet: its status was draft' }],
    });
    expect(contracts[0]?.verdict).toBe('compatible');
  });

  it('cannot be made of what was promised in the pull request that breaks it', async () => {
    const after = edited(
      edited(files, heat, 'status: active', 'status: draft'),
      heat,
      'value: t }',
      'value: kg }',
    );
    expect([...told(await judgedFiles(files, after))].sort()).toEqual([
      'error status-stepped-back heat.v1',
      'error unit-changed heat.v1/heat.weight',
    ]);
    const weaker = edited(promising('NONE'), heat, 'value: t }', 'value: kg }');
    expect([...told(await judgedFiles(files, weaker))].sort()).toEqual([
      'error mode-loosened heat.v1/heat',
      'error unit-changed heat.v1/heat.weight',
    ]);
  });
});

describe('older versions that are promised', () => {
  const since = (fact: ChangeFact): ChangeFact => ({ ...fact, since: '1.0.0' }) as ChangeFact;

  it('are named where only they are broken', () => {
    const body = bodies['payload-changed'].find(
      ({ backward, forward }) =>
        backward.verdict === 'not-contained' && forward.verdict === 'contained',
    );
    if (body === undefined) throw new Error('The table lacks a case.');
    const { findings } = judged([since(factOf(body))], version);
    expect(findings).toMatchObject([
      { rule: 'payload-narrowed', message: "'heat' refuses messages that version 1.0.0 accepted" },
    ]);
  });
});
