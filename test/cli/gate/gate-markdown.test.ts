import { describe, expect, it } from 'vitest';
import { gateMarkdown } from '../../../cli/gate/render/gate-markdown.ts';
import type { Affected } from '../../../contracts/finding.ts';
import { breaking, contractVerdict, gateResult, place } from './gate-results.ts';

const facts = { failOn: 'error' } as const;

function reader(product: string, domain: string): Affected {
  return { product, domain, columns: ['superheat'], by: 'transform' };
}

/** What a person sees above the folds: without the marker. */
function above(comment: string): readonly string[] {
  const [head = ''] = comment.split('\n\n<details>');
  return head.split('\n').slice(1);
}

describe('the comment of a pull request', () => {
  it('starts with its marker and the verdict', () => {
    const result = gateResult({
      findings: [breaking({ affects: [reader('heat_kpi', 'casting')] })],
      contracts: [contractVerdict()],
    });
    const [marker, verdict] = gateMarkdown(result, facts).split('\n');
    expect(marker).toBe('<!-- tundish:check -->');
    expect(verdict).toBe('## ✖ tundish: 1 breaking change, 1 reader affected; 1 contract changed');
  });

  it('is one line, what was not checked and the list where nothing breaks', () => {
    const change = {
      sentence: 'heat v1: the field mould_level is new, and may be absent',
      weight: 'harmless',
      subject: 'heat.v1/heat.mould_level',
      place,
    } as const;
    const contract = contractVerdict({
      verdict: 'compatible',
      required: 'minor',
      changes: [change],
    });
    const comment = gateMarkdown(gateResult({ contracts: [contract] }), facts);
    expect(above(comment)).toEqual(['## ✔ tundish: 1 contract changed and nothing breaks']);
    expect(comment).toContain('What was not checked');
    expect(comment.trimEnd().split('\n').at(-1)).toBe(
      '- · heat v1: the field mould_level is new, and may be absent',
    );
  });

  it('has at most twelve lines above the folds, however much breaks', () => {
    const findings = Array.from({ length: 30 }, (_, index) =>
      breaking({ subject: `heat.v1/heat.f${index}`, message: `field 'f${index}' is gone` }),
    );
    const contracts = Array.from({ length: 30 }, (_, index) =>
      contractVerdict({ contract: `c${index}.v1` }),
    );
    const comment = gateMarkdown(gateResult({ findings, contracts }), facts);
    expect(above(comment).length).toBeLessThanOrEqual(12);
    expect(comment).toContain('and 27 more');
    expect(comment).toContain('All 30 contracts');
    expect(comment).toContain('All 30 decisions');
  });

  it('ends in the changes in plain words, what breaks first and each once', () => {
    const harmless = { sentence: 'heat v1: a', weight: 'harmless', subject: '', place } as const;
    const broken = { ...harmless, sentence: 'heat v1: b', weight: 'breaking' } as const;
    const contract = contractVerdict({ changes: [harmless, broken, harmless] });
    const comment = gateMarkdown(gateResult({ contracts: [contract] }), facts);
    expect(comment.split('### What changes\n\n')[1]).toBe('- ✖ heat v1: b\n- · heat v1: a\n');
  });

  it('calls the teams of affected domains once, and nobody else', () => {
    const result = gateResult({
      findings: [
        breaking({ affects: [reader('heat_kpi', 'casting'), reader('release', 'quality')] }),
        breaking({ message: "field 'x' is gone", affects: [reader('heat_kpi', 'casting')] }),
      ],
      contracts: [contractVerdict()],
      reviewers: new Map([
        ['casting', ['@lindwerk/casting-data']],
        ['quality', ['@quality', 'all of you @everyone']],
        ['energy', ['@lindwerk/energy']],
      ]),
    });
    const comment = gateMarkdown(result, facts);
    expect(comment.match(/@lindwerk\/casting-data/g)).toHaveLength(1);
    expect(comment.match(/@quality/g)).toHaveLength(1);
    expect(comment).not.toContain('@everyone');
    expect(comment).not.toContain('@lindwerk/energy');
  });

  it('shows the choices of a decision', () => {
    const comment = gateMarkdown(gateResult({ findings: [breaking()] }), facts);
    expect(comment).toContain(
      'keep K, or accept it for a while: `tundish waive unit-changed:heat.v1/heat.superheat --until <date> --reason "…"`',
    );
  });

  it('shows SQL with its locks and what is left to do by hand', () => {
    const statement = {
      sql: 'ALTER TABLE "curated"."heat" ADD COLUMN "x" numeric',
      lock: 'ACCESS EXCLUSIVE',
      rewrites: false,
      scans: false,
      outsideTransaction: false,
    } as const;
    const comment = gateMarkdown(
      gateResult({
        migration: {
          steps: [
            {
              id: 'expand/curated.heat/x',
              phase: 'expand',
              store: 'curated',
              object: 'curated.heat',
              title: 'adds the column x',
              statements: [statement, statement],
              contracts: ['heat.v1'],
            },
          ],
          byHand: [
            { store: 'raw', object: 'raw.heat', reason: 'nobody knows ``` how', contracts: [] },
          ],
        },
      }),
      facts,
    );
    expect(comment).toContain('SQL to be run (2 statements, lock class each)');
    expect(comment).toContain(`-- lock: ACCESS EXCLUSIVE\n${statement.sql}\n${statement.sql}\n`);
    expect(comment).toContain('**by hand** `raw.heat`: nobody knows &#96;&#96;&#96; how');
  });

  it('stays below 60,000 characters and well formed, however long the contracts are', () => {
    const long = 'x'.repeat(500);
    const findings = Array.from({ length: 400 }, (_, index) =>
      breaking({
        message: `field '${long}${index}' is gone`,
        evidence: [{ label: 'a message that would be refused', text: long }],
      }),
    );
    const changes = Array.from({ length: 400 }, (_, index) => ({
      sentence: `${long} ${index}`,
      weight: 'breaking' as const,
      subject: long,
      place,
    }));
    const contracts = [contractVerdict({ changes })];
    const comment = gateMarkdown(gateResult({ findings, contracts, unchecked: [long] }), facts);
    expect(comment.length).toBeLessThan(60_000);
    expect(comment.length).toBeGreaterThan(40_000);
    expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
    expect(comment.match(/^```/gm) ?? []).toHaveLength(0);
    expect(comment).toContain('more, which this comment has no room for');
    expect(comment).toContain('### What changes');
  });

  it('lets nothing of a contract do anything', () => {
    const hostile =
      '</summary></details><img src=x onerror=alert(1)> [click](https://evil.example) ![i](//e) @team #12 | cell | `code` $x$ &#64;you\n## heading <!-- c -->';
    const comment = gateMarkdown(
      gateResult({
        findings: [
          breaking({
            message: hostile,
            hint: hostile,
            subject: hostile,
            evidence: [{ label: hostile, text: hostile }],
            affects: [{ ...reader(hostile, 'casting'), team: hostile, columns: [hostile] }],
            place: { ...place, file: hostile },
          }),
        ],
        contracts: [
          contractVerdict({
            contract: hostile,
            after: hostile,
            changes: [{ sentence: hostile, weight: 'breaking', subject: hostile, place }],
          }),
        ],
        unchecked: [hostile],
      }),
      facts,
    );
    const outsideOfCode = comment.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '');
    for (const wrong of ['<img', '](', '@team', ' #12', '@you', '| cell', '://', '<!-- c']) {
      expect(outsideOfCode).not.toContain(wrong);
    }
    expect(outsideOfCode.match(/<details>/g)?.length).toBe(
      outsideOfCode.match(/<\/details>/g)?.length,
    );
    expect(comment.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(1);
    const row = comment.split('\n').find((line) => line.includes('✖ breaking')) ?? '';
    expect(row.match(/\|/g)).toHaveLength(7);
  });
});
