import { describe, expect, it } from 'vitest';
import { ansi, coloursFor, plain } from '../../cli/render/colours.ts';
import { countsText } from '../../cli/render/counts.ts';
import { renderGithub } from '../../cli/render/github.ts';
import { renderJson } from '../../cli/render/json.ts';
import { renderText } from '../../cli/render/text.ts';
import { visible } from '../../cli/render/visible.ts';
import type { Finding } from '../../contracts/finding.ts';

const file = 'products/casting/heat/heat.v1.odcs.yaml';
const source = ['status: active', 'slaProperties:', '  - { property: retention, value: 3 }'].join(
  '\n',
);

const finding: Finding = {
  rule: 'sla-unit-known',
  severity: 'error',
  place: { file, line: 3, column: 26, endLine: 3, endColumn: 31 },
  pointer: '/slaProperties/0/value',
  message: "service level 'retention' has a value without a unit",
  why: 'Three read as days instead of years deletes what was promised.',
  hint: 'add unit: s, min, h, d, w, mo or y',
};

const esc = '\u001b';
const hostile: Finding = {
  ...finding,
  severity: 'warning',
  message: `x${esc}[2J${esc}]0;owned\u0007\nerror[x] forged\r\u202e::set-output name=a::b, 100%`,
  hint: 'a\u009b31mb',
};

describe('findings as text', () => {
  it('show place, rule, source line, reason and next step', () => {
    expect(renderText([finding], () => source)).toBe(
      [
        "error[sla-unit-known]: service level 'retention' has a value without a unit",
        ` --> ${file}:3:26`,
        '  |',
        '3 |   - { property: retention, value: 3 }',
        '  |                          ^^^^^',
        '  = because: Three read as days instead of years deletes what was promised.',
        '  help: add unit: s, min, h, d, w, mo or y',
        '  more: tundish explain sla-unit-known',
        '',
      ].join('\n'),
    );
  });

  it('tell a reason once, however many findings share it', () => {
    const text = renderText([finding, finding, finding], () => undefined);
    expect(text.match(/= because/g)).toHaveLength(1);
    expect(text.match(/more:/g)).toHaveLength(1);
    expect(text.match(/help:/g)).toHaveLength(3);
  });

  it('come without an excerpt where the file or the line is not at hand', () => {
    expect(renderText([finding], () => undefined)).not.toContain(' |');
    expect(renderText([finding], () => 'one line')).not.toContain(' |');
  });

  it('cut a long line to the neighbourhood of the caret', () => {
    const line = `${'a'.repeat(500)}VALUE${'b'.repeat(500)}`;
    const place = { file, line: 1, column: 501, endLine: 1, endColumn: 506 };
    const [, , , shown = '', caret = ''] = renderText([{ ...finding, place }], () => line).split(
      '\n',
    );
    expect(shown.length).toBeLessThan(100);
    expect(shown).toContain('VALUE');
    expect(caret.indexOf('^^^^^')).toBe(shown.indexOf('VALUE'));
  });

  it('put the caret under wide characters and behind tabs and control characters', () => {
    const line = '\t\u0000温度: VALUE';
    const column = line.indexOf('VALUE') + 1;
    const place = { file, line: 1, column, endLine: 1, endColumn: column + 5 };
    const [, , , shown = '', caret = ''] = renderText([{ ...finding, place }], () => line).split(
      '\n',
    );
    expect(shown).toBe('1 | \\t\\u0000温度: VALUE');
    // Two cells for each of the two wide characters.
    expect(caret.indexOf('^')).toBe(shown.indexOf('VALUE') + 2);
  });

  it('never send control characters of a contract to the terminal', () => {
    const text = renderText([hostile], () => `a\u001b[31mb\n\nc\u0007\u009d`);
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(9);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain('x\\u001b[2J\\u001b]0;owned\\u0007\\nerror[x] forged\\r\\u202e');
  });

  it('keep within 100 columns, whatever a message holds', () => {
    const long = { ...finding, message: `${'word '.repeat(60)}end`, why: `${'why '.repeat(80)}.` };
    for (const line of renderText([long], () => source).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  it('never start a line with what a build log takes for a command', () => {
    const message = `${'x'.repeat(60)} ::add-mask::secret ##[error]forged`;
    const text = renderText([{ ...finding, message, hint: message }], () => '##[error]');
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toContain('##[');
  });

  it('show the lines that a fix takes away and puts there', () => {
    const place = { file, line: 3, column: 35, endLine: 3, endColumn: 36 };
    const fix = { title: 'write the unit', edits: [{ place, text: '3, unit: y' }] };
    const text = renderText([{ ...finding, hint: '', fix }], () => source);
    expect(text).toContain(
      '3 -   - { property: retention, value: 3 }\n3 +   - { property: retention, value: 3, unit: y }\n',
    );
  });

  it('colour the severity and nothing of the contract', () => {
    const text = renderText([hostile], () => undefined, ansi);
    expect(text.match(/\u001b\[[0-9]+m/g)).toEqual([
      '\u001b[33m',
      '\u001b[0m',
      '\u001b[1m',
      '\u001b[0m',
      '\u001b[1m',
      '\u001b[0m',
      '\u001b[2m',
      '\u001b[0m',
    ]);
    expect(text).not.toContain('\u001b[2J');
  });
});

describe('colours', () => {
  it('are for terminals that want them', () => {
    expect(coloursFor(true, {})).toBe(ansi);
    expect(coloursFor(false, {})).toBe(plain);
    expect(coloursFor(true, { NO_COLOR: '1' })).toBe(plain);
    expect(coloursFor(true, { NO_COLOR: '' })).toBe(ansi);
    expect(coloursFor(true, { TERM: 'dumb' })).toBe(plain);
  });
});

describe('findings as GitHub annotations', () => {
  it('stand beside the changed line', () => {
    expect(renderGithub([finding])).toBe(
      `::error file=${file},line=3,col=26,endLine=3,endColumn=31,title=sla-unit-known::service level 'retention' has a value without a unit%0AThree read as days instead of years deletes what was promised.%0Aadd unit: s, min, h, d, w, mo or y\n`,
    );
  });

  it('are one command each, whatever the contract says', () => {
    const place = { ...finding.place, file: 'a,b:c%\n::error::x.yaml' };
    const text = renderGithub([{ ...hostile, place }]);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('file=a%2Cb%3Ac%25\\n%3A%3Aerror%3A%3Ax.yaml,line=3');
    expect(text).toContain('100%25');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('are ten of each severity, as GitHub shows no more, and then lines of the log', () => {
    const place = { ...finding.place, file: '::error::x.yaml' };
    const many = Array.from({ length: 13 }, () => ({ ...finding, place }));
    const lines = renderGithub([...many, hostile])
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(1);
    expect(lines[11]).toBe('GitHub shows 10 annotations of each severity; 3 errors more:');
    expect(lines.slice(12)).toHaveLength(3);
    expect(lines[12]).toMatch(/^- ::error::x.yaml:3:26 error\[sla-unit-known\] service/);
  });

  it('call remarks notices', () => {
    expect(renderGithub([{ ...finding, severity: 'info' }])).toMatch(/^::notice /);
  });
});

describe('findings as JSON', () => {
  it('carry everything, with counts', () => {
    expect(JSON.parse(renderJson([finding, hostile]))).toEqual({
      version: 1,
      counts: { error: 1, warning: 1, info: 0 },
      findings: [
        { ...finding, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) },
        { ...hostile, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ],
    });
  });

  it('are safe to show', () => {
    expect(renderJson([hostile])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('counts', () => {
  it('name what there is and nothing else', () => {
    expect(countsText([])).toBe('');
    expect(countsText([finding, hostile, hostile])).toBe('1 error, 2 warnings');
    expect(countsText([{ ...finding, severity: 'info' }])).toBe('1 remark');
  });
});

describe('visible text', () => {
  it('keeps letters of every script and writes the rest as escapes', () => {
    expect(visible('Gießen 温度 ±5 µm 🔥')).toBe('Gießen 温度 ±5 µm 🔥');
    expect(visible('\u200b\u2066\ufeff\ud800')).toBe('\\u200b\\u2066\\ufeff\\ud800');
  });
});
