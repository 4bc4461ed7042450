import { describe, expect, it } from 'vitest';
import { timeReader } from '../../../../cli/operate/replay/time-format.ts';

const read = (format: string, text: string) => timeReader(format, 'timestamp', undefined)?.(text);

describe('seconds and milliseconds since 1970', () => {
  it.each([
    ['unix', '1700000000.123456', '2023-11-14T22:13:20.123456Z'],
    ['unix', '1700000000', '2023-11-14T22:13:20Z'],
    ['unix', '-0.5', '1969-12-31T23:59:59.5Z'],
    ['unix', '1.7e9', '2023-11-14T22:13:20Z'],
    ['unix-ms', '1700000000123.456', '2023-11-14T22:13:20.123456Z'],
    ['unix-ms', '-1', '1969-12-31T23:59:59.999Z'],
  ])('%s %s keep their digits', (format, text, written) => {
    expect(read(format, text)).toEqual({ text: written });
  });

  it.each(['', '.', '0x10', 'Infinity', '12:30'])('%s are no time', (text) => {
    expect(read('unix', text)).toEqual({ problem: 'is no number of time' });
  });

  it('beyond the calendar are refused', () => {
    expect(read('unix', '99999999999999')).toEqual({ problem: 'is outside the calendar' });
  });
});
