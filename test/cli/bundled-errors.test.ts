import { expect, it } from 'vitest';
import { isNotApplied, NotAppliedError } from '../../cli/not-applied-error.ts';
import { isUnreachable, UnreachableError } from '../../cli/unreachable-error.ts';

it('an error of a command that is bundled, with a class of its own, is known by its name', () => {
  class Bundled extends Error {}
  const named = (name: string) => Object.assign(new Bundled('x'), { name });
  expect(isUnreachable(named('UnreachableError'))).toBe(true);
  expect(isUnreachable(new UnreachableError('x'))).toBe(true);
  expect(isNotApplied(named('NotAppliedError'))).toBe(true);
  expect(isNotApplied(new NotAppliedError('x'))).toBe(true);
  expect([isUnreachable(named('Error')), isNotApplied('NotAppliedError')]).toEqual([false, false]);
});
