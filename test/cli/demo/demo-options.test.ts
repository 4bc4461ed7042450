import { describe, expect, it } from 'vitest';
import { readDemoOptions } from '../../../cli/demo/demo-options.ts';

describe('the options of the demo', () => {
  it('say what a length may be, also to a negative one', () => {
    for (const text of ['-5', '4', 'soon']) {
      expect(() => readDemoOptions(['--for', text])).toThrow(
        `--for takes a whole number from 5 to 86400, not '${text}'`,
      );
    }
    expect(readDemoOptions(['--for', '30', '--keep'])).toMatchObject({
      forSeconds: 30,
      keep: true,
    });
  });
});
