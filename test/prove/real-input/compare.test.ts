import { expect, it } from 'vitest';
import { compare, type Group } from './compare.ts';

const day = (usage: string): Group => ({
  set: 'energy',
  key: '2018-01-01',
  figures: { count: '96', usage },
});

it('a sum that differs in its last digit is named', () => {
  const [row] = compare([day('351.86')], [day('351.87')]);
  expect(row?.different).toBe(1);
  expect(row?.examples).toEqual(['energy 2018-01-01 usage: file 351.86, store 351.87']);
});

it('a day that only one side has is named', () => {
  expect(compare([day('1')], [])[0]?.different).toBe(2);
  expect(compare([day('1')], [day('1'), { ...day('1'), key: 'x' }])[0]?.different).toBe(1);
});

it('zeros at the end of a decimal are no difference', () => {
  expect(compare([day('351.8')], [day('351.800')])[0]?.different).toBe(0);
  expect(compare([day('10')], [day('1')])[0]?.different).toBe(1);
});
