import { describe, expect, it } from 'vitest';
import { gateText } from '../../../cli/gate/render/gate-text.ts';
import { plain } from '../../../cli/render/colours.ts';
import type {
  LockMode,
  MigrationStatement,
  MigrationStep,
} from '../../../contracts/migration/migration.ts';
import { breaking, contractVerdict, gateResult, place } from './gate-results.ts';

function statement(lock: LockMode, more: Partial<MigrationStatement> = {}): MigrationStatement {
  const plain = { rewrites: false, scans: false, outsideTransaction: false };
  return { sql: 'SELECT 1;', lock, ...plain, ...more };
}

function step(title: string, ...statements: readonly MigrationStatement[]): MigrationStep {
  const phase = title.startsWith('adds') ? 'expand' : 'migrate';
  const object = title.includes('view') ? 'curated.heat_v1' : 'curated.heat';
  return { id: title, phase, store: 'curated', object, title, statements, contracts: ['heat.v1'] };
}

const proved = [
  statement('ACCESS EXCLUSIVE'),
  statement('SHARE UPDATE EXCLUSIVE', { scans: true, ownTransaction: true }),
];

const facts = { sourceText: () => undefined, colours: plain, failOn: 'error' } as const;

describe('the gate at a terminal', () => {
  it('tells all of a break: evidence, readers, help and how to accept it', () => {
    const finding = breaking({
      evidence: [
        {
          label: 'a message that would be refused',
          text: JSON.stringify({ text: 'x'.repeat(150) }),
        },
      ],
      affects: [
        {
          product: 'heat_kpi',
          domain: 'casting',
          columns: ['superheat'],
          team: 'casting-data',
          contact: 'https://chat.example/casting-data',
          by: 'transform',
          place: { file: 'products/casting/heat_kpi/heat_kpi.sql', line: 3, column: 1 },
        },
        { product: 'mes', domain: 'it', columns: [], by: 'agreement' },
      ],
    });
    const text = gateText(gateResult({ findings: [finding] }), facts);
    expect(text).toContain(
      [
        "error[unit-changed]: the unit of 'superheat' is °C now, was K",
        ' --> products/casting/heat/heat.v1.odcs.yaml:4:1',
        '  = a message that would be refused:',
        `       {"text":"${'x'.repeat(84)}`,
        `       ${'x'.repeat(66)}"}`,
        '  = readers: heat_kpi reads superheat (casting-data, https://chat.example/casting-data); its SQL',
        '       names it, products/casting/heat_kpi/heat_kpi.sql:3',
        '             mes; by agreement',
        '  help: keep K',
        '  more: tundish explain unit-changed',
        '  allow once: tundish waive unit-changed:heat.v1/heat.superheat --until <date> --reason "…"',
      ].join('\n'),
    );
    expect(text).toContain('1 breaking change, 2 readers affected; no contract changed.\n');
    expect(text.endsWith('Next: tundish explain unit-changed\n')).toBe(true);
  });

  it('tells the cost of each transaction of a step, as a lock is held to its end', () => {
    const databases = (...steps: readonly MigrationStep[]) =>
      gateText(gateResult({ migration: { steps, byHand: [] } }), facts).replace(/\s+/g, ' ');
    expect(databases(step('checks it', ...proved))).toContain(
      'migrate checks it; ACCESS EXCLUSIVE for an instant, then reads the table under SHARE UPDATE EXCLUSIVE',
    );
    const together = step('checks it', ...proved.map(({ ownTransaction: _, ...each }) => each));
    expect(databases(together)).toContain('checks it; ACCESS EXCLUSIVE, reads the whole table');
  });

  it('tells many steps of one table in a line', () => {
    const steps = [
      ...['a', 'b', 'c', 'd'].map((name) => step(`adds ${name}`, statement('ACCESS EXCLUSIVE'))),
      step('checks a', ...proved),
      step('shows a in its view', statement('ACCESS EXCLUSIVE')),
      step('describes a', statement('SHARE UPDATE EXCLUSIVE')),
    ];
    const text = gateText(gateResult({ migration: { steps, byHand: [] } }), facts);
    expect(text.replace(/\n {6}/g, ' ')).toContain(
      [
        '  expand  adds a, and 3 more steps on curated.heat; ACCESS EXCLUSIVE for an instant',
        '  migrate checks a, and 2 more steps on curated.heat; ACCESS EXCLUSIVE for an instant, reads the table under SHARE UPDATE EXCLUSIVE, SHARE UPDATE EXCLUSIVE for an instant',
      ].join('\n'),
    );
  });

  it('counts as breaking what takes something away, and says what was waived', () => {
    const endless = breaking({ rule: 'major-without-end', subject: 'heat.v2' });
    const unraised = breaking({ rule: 'version-bump-missing', subject: 'heat.v1' });
    const both = gateText(gateResult({ findings: [endless, unraised] }), facts);
    expect(both).toContain('2 errors; no contract changed.\n');
    expect(both.match(/allow once:/g)).toHaveLength(1);
    const waived = [{ finding: breaking(), reason: 'agreed', owner: 'x', until: '2027-01-31' }];
    const accepted = gateText(gateResult({ contracts: [contractVerdict()], waived }), facts);
    expect(accepted).toContain(
      '1 breaking change, accepted until 2027-01-31; 1 contract changed.\n',
    );
  });

  it('has a line per contract in columns, with what the version has to say', () => {
    const contracts = [
      contractVerdict(),
      contractVerdict({
        contract: 'heat_kpi.v12',
        verdict: 'compatible',
        declared: 'minor',
        required: 'minor',
        changes: [],
      }),
      contractVerdict({
        contract: 'gas.v1',
        before: '1.0.0',
        after: '1.0.0',
        verdict: 'unchanged',
      }),
    ];
    const text = gateText(gateResult({ contracts }), facts);
    expect(text).toContain(
      [
        'Contracts',
        '  heat.v1       1.2.0 -> 1.3.0  breaking    needs major, says minor',
        '  heat_kpi.v12  1.2.0 -> 1.3.0  compatible  needs minor',
        '',
      ].join('\n'),
    );
  });

  it('has no line of more than 100 columns', () => {
    const words = 'word '.repeat(80).trim();
    const change = { sentence: words, weight: 'breaking', subject: '', place } as const;
    const text = gateText(
      gateResult({
        against: { name: 'b'.repeat(60), commit: 'a'.repeat(40), isMergeBase: true },
        head: { name: 'c'.repeat(60), commit: 'a'.repeat(40), isMergeBase: false },
        findings: [breaking({ message: words, evidence: [{ label: 'a', text: words }] })],
        contracts: [contractVerdict({ changes: [change] })],
        waived: [{ finding: breaking(), reason: words, owner: 'o', until: '2027-01-01' }],
        unchecked: [words],
      }),
      facts,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says what it did not look at, and never that it passed', () => {
    const text = gateText(
      gateResult({ isWhole: false, unchecked: ['No change was judged: the base holds 1 error.'] }),
      facts,
    );
    expect(text).toContain('Not checked\n  - No change was judged: the base holds 1 error.\n');
    expect(text).toContain('Not all could be judged; no contract changed.\n');
  });

  it('counts what lint says of other files in one line', () => {
    const text = gateText(gateResult({ elsewhere: { warning: 2, info: 1 } }), facts);
    expect(text).toContain(
      '2 warnings and 1 remark in files that did not change: tundish check shows them.',
    );
  });

  it('tells what has to be decided before what follows from it', () => {
    const stale = breaking({ rule: 'generated-fresh', message: 'stale' });
    const { subject: _none, ...lint } = breaking({ rule: 'unit-kept', message: 'follows' });
    const text = gateText(gateResult({ findings: [stale, lint, breaking()] }), facts);
    const order = ['unit-changed', 'unit-kept', 'generated-fresh'].map((rule) =>
      text.indexOf(`error[${rule}]`),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});
