import { describe, expect, it } from 'vitest';
import { contains } from '../../../../contracts/compatibility/containment/contains.ts';
import type { Draft } from '../../../../contracts/source/json-schema/draft.ts';
import { cpuMilliseconds } from '../../../support/cpu-milliseconds.ts';
import { percentile } from './judge-pairs.ts';
import { suiteGroups, suiteIsThere, suiteResolver } from './suite-cases.ts';

const DRAFTS: readonly (readonly [folder: string, draft: Draft])[] = [
  ['draft7', 'draft-07'],
  ['draft2019-09', '2019-09'],
  ['draft2020-12', '2020-12'],
];

describe.skipIf(!suiteIsThere)('JSON-Schema-Test-Suite as oracle (TUNDISH_CONFORMANCE)', () => {
  it.each(DRAFTS)(
    'a schema of %s contains the constant of each valid instance and of no invalid one',
    (folder, dialect) => {
      const resolve = suiteResolver(dialect);
      const wrong: string[] = [];
      const undecided: string[] = [];
      const milliseconds: number[] = [];
      for (const { file, description, schema, tests } of suiteGroups(folder)) {
        for (const test of tests) {
          // Draft 4 has no const.
          const a = { enum: [test.data] };
          const started = cpuMilliseconds();
          const result = contains(a, schema, { dialect, resolve });
          milliseconds.push(cpuMilliseconds() - started);
          const name = `${file}: ${description}: ${test.description}: ${JSON.stringify(result)}`;
          if (result.verdict === 'undecided') undecided.push(name);
          else if ((result.verdict === 'contained') !== test.valid) wrong.push(name);
        }
      }
      milliseconds.sort((x, y) => x - y);
      const decided = 1 - undecided.length / Math.max(1, milliseconds.length);
      console.log(
        `${folder}: ${milliseconds.length} pairs, ${wrong.length} wrong, ${(decided * 100).toFixed(2)} % decided, median ${percentile(milliseconds, 0.5).toFixed(3)} ms of CPU, p99 ${percentile(milliseconds, 0.99).toFixed(2)} ms`,
      );
      for (const name of [...wrong, ...undecided]) console.log(`  ${name}`);
      expect(wrong).toEqual([]);
      if (milliseconds.length > 0) expect(decided).toBeGreaterThanOrEqual(0.99);
    },
    120_000,
  );

  it.each(DRAFTS)('every schema of %s contains itself, also by search', (folder, dialect) => {
    const resolve = suiteResolver(dialect);
    const wrong: string[] = [];
    const undecided: string[] = [];
    let total = 0;
    for (const { file, description, schema } of suiteGroups(folder)) {
      total += 1;
      const name = `${file}: ${description}`;
      if (contains(schema, schema, { dialect, resolve }).verdict !== 'contained') wrong.push(name);
      // Written otherwise, so that the search itself must find the proof.
      const again = { allOf: [schema] };
      if (JSON.stringify(schema).includes('$ref') || JSON.stringify(schema).includes('$schema')) {
        continue;
      }
      const searched = contains(again, schema, { dialect, resolve });
      if (searched.verdict === 'not-contained') wrong.push(`${name} by search`);
      if (searched.verdict === 'undecided') undecided.push(`${name}: ${searched.reason}`);
    }
    console.log(`${folder}: ${total} schemas, ${undecided.length} undecided by search`);
    for (const name of undecided) console.log(`  ${name}`);
    expect(wrong).toEqual([]);
  });
});
