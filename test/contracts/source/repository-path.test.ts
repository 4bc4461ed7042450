import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRepositoryPath,
  resolveRepositoryPath,
} from '../../../contracts/source/repository-path.ts';

const from = 'products/casting/heat/heat.v1.odcs.yaml';

describe('a path in a contract', () => {
  it.each([
    ['./heat.v1.schema.json', 'products/casting/heat/heat.v1.schema.json'],
    ['../shared/units.json', 'products/casting/shared/units.json'],
    ['../../../schemas/a.json', 'schemas/a.json'],
    ['a/./b.json', 'products/casting/heat/a/b.json'],
    ['...', 'products/casting/heat/...'],
  ])('%s is %s', (reference, path) => {
    expect(resolveRepositoryPath(from, reference)).toEqual({ path });
  });

  it.each([
    '',
    '/etc/passwd',
    '../../../../x',
    'http://x/y',
    'HTTP://x',
    'file:///x',
    'c:/x',
    'a\\b',
    'a//b',
    'a\0b',
    'a%2fb',
    'a#b',
    'a?b',
    '..',
    '../../..',
    './',
    'a/',
    'x'.repeat(2_000),
  ])('%s is refused', (reference) => {
    expect(resolveRepositoryPath(from, reference).problem).toBeTypeOf('string');
  });

  it('never leaves the repository', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      'a',
      '/',
      '//',
      '\\',
      '%2e',
      ' ',
      '~',
      'é',
      '...',
      ':',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { path } = resolveRepositoryPath(from, pieces.join(''));
        if (path !== undefined) expect(isRepositoryPath(path)).toBe(true);
      }),
    );
  });
});
