import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Parser } from 'saxen';
import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { plain } from '../../cli/render/colours.ts';
import { findingFormats, renderFindings } from '../../cli/render/findings.ts';
import { fingerprints } from '../../cli/render/fingerprint.ts';
import { renderGitlab } from '../../cli/render/gitlab.ts';
import { renderJunit } from '../../cli/render/junit.ts';
import { renderSarif } from '../../cli/render/sarif.ts';
import { ruleById } from '../../cli/rule-catalog.ts';
import type { Finding } from '../../contracts/finding.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant } from '../contracts/small-plant.ts';

const file = 'products/casting/heat/Größe 1.v1.odcs.yaml';
const place = { file, line: 3, column: 26, endLine: 3, endColumn: 31 };
const finding: Finding = {
  rule: 'sla-unit-known',
  severity: 'error',
  place,
  pointer: '/slaProperties/0/value',
  message: "service level 'retention' has a value without a unit",
  why: 'Three read as days instead of years deletes what was promised.',
  hint: 'add unit: s, min, h, d, w, mo or y',
  fix: { title: 'write the unit', edits: [{ place, text: '3, unit: y' }] },
};
const hostile: Finding = {
  rule: 'unknown-key',
  severity: 'warning',
  place: { file: 'a"><b>&\u0000.yaml', line: 1, column: 1 },
  pointer: '',
  message: `]]> <x a="1"> '&amp; [click](http://x) \u001b[2J \u0000 \ufffe \ud800 \u202e`,
};
const remark: Finding = { ...finding, severity: 'info', message: 'two lines 3 and 4' };
const all = [finding, hostile, remark, finding];

/** Characters that move a cursor, colour a line or turn its direction. */
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

// The schema is of draft 4 and uses nothing that later drafts read in another way.
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(
  readFileSync(join(import.meta.dirname, '../official/sarif-2.1.0-rtm.5.json'), 'utf8'),
);
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

describe('findings as SARIF', () => {
  const render = (findings: readonly Finding[]) =>
    JSON.parse(renderSarif(findings, ruleById, '0.1.0'));

  it('keep the official schema, whatever the contract says', () => {
    for (const findings of [[], [finding], all]) {
      validate(render(findings));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('hold what a waiver accepts, suppressed with its reason', () => {
    const waiver = { reason: 'agreed', owner: 'a.lindner', until: '2027-01-31' };
    const text = renderSarif([], ruleById, '0.1.0', [{ finding, ...waiver }]);
    const sarif = JSON.parse(text);
    validate(sarif);
    expect(validate.errors ?? []).toEqual([]);
    expect(sarif.runs[0].results).toMatchObject([
      {
        ruleId: finding.rule,
        suppressions: [{ kind: 'external', justification: 'agreed (a.lindner, until 2027-01-31)' }],
      },
    ]);
    const open = render([finding]).runs[0].results[0];
    const [hidden] = sarif.runs[0].results;
    expect(hidden.partialFingerprints).toEqual(open.partialFingerprints);
    expect(open).not.toHaveProperty('suppressions');
  });

  it('carry rules with help, places, fingerprints and fixes', () => {
    const [run] = render(all).runs;
    const rules = run.tool.driver.rules;
    expect(rules.map((rule: { id: string }) => rule.id)).toEqual(['sla-unit-known', 'unknown-key']);
    expect(rules[0].help.text).toContain('tundish explain sla-unit-known');
    expect(run.results.map((result: { level: string }) => result.level)).toEqual([
      'error',
      'warning',
      'note',
      'error',
    ]);
    expect(run.results[0]).toMatchObject({
      ruleIndex: 0,
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'products/casting/heat/Gr%C3%B6%C3%9Fe%201.v1.odcs.yaml' },
            region: { startLine: 3, startColumn: 26, endLine: 3, endColumn: 31 },
          },
        },
      ],
      fixes: [
        {
          artifactChanges: [
            {
              replacements: [
                {
                  deletedRegion: { startLine: 3, startColumn: 26, endLine: 3, endColumn: 31 },
                  insertedContent: { text: '3, unit: y' },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(run.results[1].message.text).not.toContain('](');
  });
});

/** Elements with their attributes and text; anything that is not well formed throws. */
const parse = (xml: string) => {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const parser = new Parser();
  const fail = (error: unknown) => {
    throw error instanceof Error ? error : new Error(String(error));
  };
  parser.on('error', fail);
  parser.on('warn', fail);
  parser.on('openTag', (name, attributes, decode) => {
    const decoded = Object.entries(attributes()).map(([key, value]) => [key, decode(value)]);
    elements.push({ name, attributes: Object.fromEntries(decoded), text: '' });
  });
  parser.on('text', (text, decode) => {
    const last = elements.at(-1);
    if (last !== undefined) last.text += decode(text);
  });
  parser.parse(xml);
  return elements;
};

describe('findings as JUnit XML', () => {
  it('are one case each, failed from the chosen severity on', () => {
    const elements = parse(renderJunit(all, 'error'));
    const [suites] = elements;
    expect(suites?.attributes).toEqual({ tests: '4', failures: '2', errors: '0' });
    expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(4);
    const failures = elements.filter(({ name }) => name === 'failure');
    expect(failures.map(({ attributes }) => attributes.message)).toEqual([
      finding.message,
      finding.message,
    ]);
    expect(parse(renderJunit(all, 'info')).filter(({ name }) => name === 'failure')).toHaveLength(
      4,
    );
  });

  it('are well-formed whatever the contract says', () => {
    const xml = renderJunit([hostile], 'warning');
    expect(xml).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/);
    const failure = parse(xml).find(({ name }) => name === 'failure');
    expect(failure?.attributes.message).toContain(`]]> <x a="1"> '&amp; [click](http://x)`);
    expect(failure?.text).toContain(`<x a="1">`);
  });

  it('are a passed case where there is nothing', () => {
    const elements = parse(renderJunit([], 'error'));
    expect(elements.map(({ name }) => name)).toEqual(['testsuites', 'testsuite', 'testcase']);
  });
});

describe('findings as GitLab code quality', () => {
  it('have all that GitLab asks for, with a fingerprint of their own', () => {
    const report = JSON.parse(renderGitlab(all));
    expect(report[0]).toEqual({
      description: `${finding.message}; ${finding.hint}`,
      check_name: 'sla-unit-known',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: 'critical',
      location: { path: file, lines: { begin: 3, end: 3 } },
    });
    const names = report.map((entry: { fingerprint: string }) => entry.fingerprint);
    expect(new Set(names).size).toBe(all.length);
    expect(report.map((entry: { severity: string }) => entry.severity)).toEqual([
      'critical',
      'minor',
      'info',
      'critical',
    ]);
  });
});

describe('the fingerprint of a finding', () => {
  it('stays when lines move and changes with what is said', () => {
    const moved = { ...remark, place: { ...place, line: 9 }, message: 'two lines 9 and 10' };
    expect(fingerprints([moved])).toEqual(fingerprints([remark]));
    expect(fingerprints([finding])).not.toEqual(fingerprints([remark]));
  });
});

describe('findings about hostile contracts', () => {
  const folder = new URL('../cases/hostile/contracts/', import.meta.url);
  const cases = readdirSync(folder).map(
    (name): readonly [string, { file: string; find: string | null; put: string }] => [
      name,
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
    ],
  );

  it.each(cases)('%s: all renderings hold what they promise', async (_, { file, find, put }) => {
    const plant = smallPlant();
    const text = find === null ? put : (plant[file] ?? '').replace(find, () => put);
    const { findings } = await checkRepository(memoryFiles({ ...plant, [file]: text }));
    // The most that a contract can put into a finding, whatever the reader lets through.
    const forged = `\u001b[2J\n::error::x\r##[error]\u202e]]>"'&<${text.slice(0, 500)}`;
    const all: readonly Finding[] = [
      ...findings,
      { ...finding, message: forged, hint: forged, why: forged, pointer: forged },
      { ...finding, place: { ...place, file: forged } },
    ];
    const facts = {
      sourceText: () => text,
      colours: plain,
      failOn: 'error' as const,
      ruleOf: ruleById,
      version: '0.1.0',
    };
    for (const format of findingFormats) {
      const rendered = renderFindings(format, all, facts);
      expect(rendered, format).not.toMatch(control);
      if (format === 'text') expect(rendered).not.toMatch(/^\s*::|##\[/m);
      if (format === 'junit') expect(parse(rendered).length).toBeGreaterThan(all.length);
      if (format === 'github') {
        const commands = rendered.split('\n').filter((line) => line.trimStart().startsWith('::'));
        expect(commands.length).toBeLessThanOrEqual(Math.min(all.length, 30));
        for (const line of commands) expect(line).toMatch(/^::(error|warning|notice) file=/);
      }
      if (format === 'sarif') {
        validate(JSON.parse(rendered));
        expect(validate.errors ?? []).toEqual([]);
      }
      if (format === 'json' || format === 'gitlab') JSON.parse(rendered);
    }
  });
});
