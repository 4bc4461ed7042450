import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  beyondDecidable,
  decidableKeywords,
} from '../../../../contracts/compatibility/containment/decidable-subset.ts';
import type { Json } from '../../../../contracts/source/json.ts';

const products = join(import.meta.dirname, '../../../../products');

describe('the decidable subset', () => {
  it('holds every payload schema of the example plant', () => {
    const paths = readdirSync(products, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.schema.json') && !path.includes('generated'),
    );
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const schema = JSON.parse(readFileSync(join(products, path), 'utf8')) as Json;
      expect(beyondDecidable(schema), path).toEqual([]);
    }
  });

  it('names the keyword that leaves it', () => {
    const schema = {
      properties: {
        a: { type: 'array', contains: { type: 'integer' } },
        b: { pattern: '\\bheat\\b' },
        c: { anyOf: [{ $ref: '#/properties/c' }] },
      },
      unevaluatedItems: false,
    };
    expect(beyondDecidable(schema).map(({ pointer }) => pointer)).toEqual([
      '/unevaluatedItems',
      '/properties/a/contains',
      '/properties/b/pattern',
      '/properties/c',
      '/properties/c/anyOf/0',
    ]);
    expect(['contains', 'unevaluatedItems'].some((name) => decidableKeywords.has(name))).toBe(
      false,
    );
  });
});
