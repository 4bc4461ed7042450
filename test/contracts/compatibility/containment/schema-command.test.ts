import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../../../cli/commands/schema.ts';
import { judgeLine } from '../../../../cli/judge-pair-line.ts';
import { runCommand } from '../../../cli/command-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-schema-'));
  writeFileSync(join(folder, 'whole.json'), '{"type": "integer"}');
  writeFileSync(join(folder, 'heavy.json'), '{"$ref": "./limits.json#/$defs/heavy"}');
  writeFileSync(
    join(folder, 'limits.json'),
    '{"$defs": {"heavy": {"type": "number", "minimum": 3}}}',
  );
  writeFileSync(join(folder, 'long.json'), '{"maximum": 9007199254740993}');
  writeFileSync(join(folder, 'lost.json'), '{"$ref": "../limits.json"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(command, { cwd: folder }, ...args);

describe('tundish schema contains', () => {
  it('shows the value that one schema accepts and the other refuses, across files', async () => {
    const { code, out } = await run('contains', 'whole.json', 'heavy.json');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^not contained: whole\.json accepts this value and heavy\.json refuses it:\n\n {2}-?\d/,
    );
  });

  it('says in JSON what is proved and what is undecided', async () => {
    const proved = await run('contains', 'heavy.json', 'heavy.json', '--format', 'json');
    expect([proved.code, JSON.parse(proved.out).verdict]).toEqual([0, 'contained']);
    const inexact = await run('contains', 'whole.json', 'long.json', '--format', 'json');
    expect([inexact.code, JSON.parse(inexact.out).verdict]).toEqual([1, 'not-contained']);
    expect((await run('contains', 'whole.json', 'lost.json')).out).toMatch(
      /^undecided: the reference names nothing that is at hand \(lost\.json#\/\$ref\)/,
    );
  });

  it('refuses words that it does not know', async () => {
    await expect(run('covers', 'a', 'b')).rejects.toThrow("the word 'contains'");
    await expect(run('contains', 'whole.json')).rejects.toThrow('two schemas');
    await expect(run('contains', 'a', 'b', '--dialect', 'draft-99')).rejects.toThrow('no draft');
    await expect(run('contains', 'whole.json', 'none.json')).rejects.toThrow(
      'no schema file none.json',
    );
  });
});

describe('a line of a batch', () => {
  const answer = (line: unknown) => {
    const { ms, ...rest } = judgeLine(typeof line === 'string' ? line : JSON.stringify(line), {
      dialect: '2020-12',
    });
    expect(ms).toBeGreaterThanOrEqual(0);
    return rest;
  };

  it('is answered with its id', () => {
    const a = { type: 'integer' };
    expect(answer({ id: 'x', a, b: { type: 'number' } })).toEqual({
      id: 'x',
      verdict: 'contained',
    });
    expect(answer({ id: 7, a: { type: 'string' }, b: { maxLength: 1 } })).toEqual({
      id: 7,
      verdict: 'not-contained',
      counterexample: 'xx',
    });
  });

  it('counts the digits of numbers that doubles do not carry, and the doubles that readers see', () => {
    const decide = (a: string, b: string) =>
      answer(`{"id": 1, "a": {"type": "number", ${a}}, "b": {${b}}}`);
    const most = (digits: string) => `"maximum": ${digits}`;
    // Next neighbours beyond 2^53: the same double, or not.
    expect(decide(most('9007199254740992'), most('9007199254740993')).verdict).toBe('contained');
    const between = decide(most('9007199254740993'), most('9007199254740992'));
    expect(between.verdict).toBe('undecided');
    expect(decide(most('9007199254740995'), most('9007199254740992'))).toEqual({
      id: 1,
      verdict: 'not-contained',
      counterexample: expect.any(Number),
    });
    expect(decide(most('18446744073709551615'), most('18446744073709551616')).verdict).toBe(
      'contained',
    );
    expect(decide('"const": 12345678901234567890', '"type": "integer"').verdict).toBe('contained');
    expect(
      decide('"enum": [1, 12345678901234567891]', '"maximum": 12345678901234567890').verdict,
    ).toBe('undecided');
    expect(decide('"multipleOf": 0.1000000000000000000001', '"minimum": 3').verdict).toBe(
      'not-contained',
    );
    // Not compared digit by digit there: the nearest double might be another number.
    expect(decide('"const": [12345678901234567890]', '"type": "array"').verdict).toBe('undecided');
  });

  it('may name the draft of schemas that name none', () => {
    const a = { type: 'array', items: [{ type: 'string' }], additionalItems: false };
    const dialect = 'http://json-schema.org/draft-07/schema#';
    expect(answer({ id: 1, a, b: { maxItems: 1 }, dialect }).verdict).toBe('contained');
    expect(answer({ id: 1, a, b: { maxItems: 1 }, dialect: 'draft-07' }).verdict).toBe('contained');
    expect(answer({ id: 1, a: true, b: true, dialect: 'mine' }).reason).toBe(
      'the dialect is not known',
    );
  });

  it('that is no pair has no id', () => {
    expect(answer('{"id": 1').reason).toBe('the line is no JSON');
    expect(answer({ id: 1, a: true }).id).toBeUndefined();
    expect(answer('null').reason).toBe('the line is no pair of a and b');
  });
});
