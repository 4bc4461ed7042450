import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import { renderText } from '../../../cli/render/text.ts';
import { lintPlant } from '../../../contracts/lint/lint-plant.ts';
import { rulePage } from '../../../contracts/lint/rule.ts';
import { rules } from '../../../contracts/lint/rules.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles, caseFolder } from './case-files.ts';
import { emptyPlant, noNames } from './empty-plant.ts';
import { told } from './told.ts';

const root = join(import.meta.dirname, '../../..');

/** By id, so that a test's name reads without quotes. */
const byId = rules.map((rule) => [rule.id, rule] as const);

describe('the registry of rules', () => {
  it('has each rule once, in the order of its ids', () => {
    const ids = rules.map((rule) => rule.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(byId)('%s says in one line each what holds and why', (_, { id, summary, why }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const text of [summary, why]) expect(text).toMatch(/^[A-Z][^\n]{20,}\.$/);
  });

  it.each(byId)('the page of %s agrees with the registry', (_, { id, severity, summary }) => {
    const page = readFileSync(join(root, rulePage(id)), 'utf8');
    expect(page).toContain(`# ${id}\n\n**${severity}**: ${summary}\n`);
    expect(page.match(/^## .*$/gm)).toEqual(['## Problem', '## Why', '## Instead']);
  });

  it('finds nothing in nothing', async () => {
    expect(await lintPlant(emptyPlant, new Map(), noNames)).toEqual([]);
  });
});

describe('the small plant that the cases start from', () => {
  it('has nothing to change', async () => {
    const { findings } = await checkRepository(memoryFiles(caseFiles('')));
    expect(renderText(findings, () => undefined)).toBe('');
  });
});

describe('cases', () => {
  it.each(byId)('%s: what keeps the rule passes without any error', async (_, { id }) => {
    const folder = caseFolder(id, 'good');
    expect(existsSync(folder)).toBe(true);
    const { findings } = await checkRepository(memoryFiles(caseFiles(folder)));
    const bad = findings.filter((finding) => finding.severity === 'error' || finding.rule === id);
    expect(renderText(bad, () => undefined)).toBe('');
  });

  it.each(byId)('%s: what breaks the rule is found where it stands', async (_, { id }) => {
    const folder = caseFolder(id, 'bad');
    const files = caseFiles(folder);
    const { findings } = await checkRepository(memoryFiles(files));
    const own = findings.filter((finding) => finding.rule === id);
    const text = told(own, files);
    expect(own).not.toEqual([]);
    const golden = join(folder, 'expected.txt');
    if (!existsSync(golden) && process.env.CI === undefined) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });
});
