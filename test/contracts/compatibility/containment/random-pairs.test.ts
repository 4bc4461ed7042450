import { expect, it } from 'vitest';
import { judgePairs, pairFigures } from './judge-pairs.ts';

const seed = 20_261_126;

it('no verdict about 2,000 random pairs is contradicted by 200 drawn instances each', () => {
  const report = judgePairs({ seed, pairs: 2_000, instances: 200, ajvEvery: 3 });
  console.log(`seed ${seed}\n${pairFigures(report)}`);
  for (const text of [
    ...report.contradictions,
    ...report.ajvDiffers,
    ...report.undecidedInside,
  ].slice(0, 10))
    console.log(text);
  expect(report.contradictions).toEqual([]);
  expect(report.ajvDiffers).toEqual([]);
  expect(report.undecidedInside).toEqual([]);
  expect(report.instances + 200 * report.unjudged).toBe(2_000 * 200);
  expect(report.telling).toBeGreaterThan(10_000);
}, 300_000);
