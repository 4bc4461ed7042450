import { expect, test } from 'vitest';
import { samplesIn } from '../../../ingestion/writer/samples-in.ts';

test.each([
  [' [{"v":1},{"v":2},{"v":3}]', 3],
  ['{"v":[1,2]}', 1],
  ['[]', 1],
  ['[1,', 1],
  ['', 1],
])('%s counts as so many samples: %i', (text, samples) => {
  expect(samplesIn(Buffer.from(text))).toBe(samples);
});
