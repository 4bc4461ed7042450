import { EOL } from 'node:os';
import { error, notice, warning } from '@actions/core';
import { parse } from 'junit2json';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderGithub } from '../../../cli/render/github.ts';
import { renderJunit } from '../../../cli/render/junit.ts';
import type { Finding, Severity } from '../../../contracts/finding.ts';

const finding = (severity: Severity, file: string, line: number, message: string): Finding => ({
  ...{ rule: 'unit-kept', severity, pointer: '/schema/0', message },
  place: { file, line, column: 9, endLine: line, endColumn: 14 },
  why: 'Whoever adds the two is wrong by 273.15.',
  hint: 'publish heat.v2 beside it',
});
const found: readonly Finding[] = [
  finding('error', 'products/casting/heat/heat.v1.odcs.yaml', 41, "the unit is 'K' now, was 'Cel'"),
  finding('warning', 'products/walzen/Größe 1, neu: ü.yaml', 7, '100 % of <b>"it"</b> & ]]> more'),
  finding('info', 'products/a/b.yaml', 1, 'one\nand another line'),
  {
    ...finding('error', 'plant.yaml', 2, 'no range'),
    place: { file: 'plant.yaml', line: 2, column: 1 },
  },
];

/** The characters that a log shows as they are; control characters are made visible before. */
const body = ({ message, why, hint }: Finding) =>
  [message.replace('\n', '␊'), why, hint].join('\n');

describe('annotations', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** `::error file=…,line=…::text` as a set of properties and a text, still encoded. */
  const parts = (command: string) => {
    const [, name, properties = '', data] = /^::(\w+) (.*?)::(.*)$/.exec(command.trimEnd()) ?? [];
    return { name, properties: properties.split(',').sort(), data };
  };

  it('are written as GitHub’s own toolkit writes them, for every finding', () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const tell = { error, warning, info: notice };
    for (const each of found) {
      const { file, line, column, endLine, endColumn } = each.place;
      tell[each.severity](body(each), {
        ...{ title: each.rule, file, startLine: line, startColumn: column },
        ...(endLine === undefined ? {} : { endLine }),
        ...(endColumn === undefined ? {} : { endColumn }),
      });
    }
    vi.restoreAllMocks();
    const theirs = written
      .join('')
      .split(EOL)
      .filter((line) => line !== '');
    const ours = renderGithub(found)
      .split('\n')
      .filter((line) => line !== '');
    expect(theirs).toHaveLength(found.length);
    // Ours begin with the worst.
    const inOneOrder = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(inOneOrder(ours.map(parts).map(visibleLineEnds))).toEqual(
      inOneOrder(theirs.map(parts).map(visibleLineEnds)),
    );
  });
});

/** How a line end within a message is made visible is ours to choose. */
function visibleLineEnds<T extends { readonly data: string | undefined }>(part: T): T {
  return { ...part, data: part.data?.replace(/one.*?and another/, 'one and another') };
}

describe('a JUnit report', () => {
  it('tells a consumer every finding with file, line and message', async () => {
    const report = await parse(renderJunit(found, 'warning'));
    const suites =
      report !== undefined && report !== null && 'testsuite' in report ? report : undefined;
    expect(suites).toMatchObject({ tests: 4, failures: 3, errors: 0 });
    const cases = suites?.testsuite?.flatMap(({ testcase = [] }) => testcase) ?? [];
    expect(cases).toHaveLength(found.length);
    for (const [at, { place, message, rule }] of found.entries()) {
      const told = cases[at];
      const line = message.split('\n')[0] ?? '';
      expect(told?.classname).toBe(place.file);
      expect(told?.name).toContain(`${rule}: ${line}`);
      expect(told?.name).toContain(`${place.file}:${place.line}:${place.column}`);
    }
    const failures = cases.flatMap(({ failure = [] }) => failure);
    expect(failures.map(({ type }) => type)).toEqual(['error', 'warning', 'error']);
    expect(failures.map(({ message }) => message)).toEqual(
      found.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
    );
    expect(failures[1]?.inner).toContain('Größe 1, neu: ü.yaml:7:9');
    expect(failures[1]?.inner).toContain('publish heat.v2 beside it');
  });
});
