import type { StringType } from '../../model/field-type.ts';
import { fieldAt, problemAtField } from '../field-at.ts';
import { type BoundDataset, datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** PostgreSQL's B-tree takes 2,704 bytes of a row; a character is up to 4. */
const charactersMax = 600;

/** Texts in keys are short enough for an index. */
export const keyTextBounded: Rule = {
  id: 'key-text-bounded',
  severity: 'warning',
  summary: `Texts of a key are limited to ${charactersMax} characters or less.`,
  why: 'An index row of PostgreSQL holds 2,704 bytes: one overlong heat number makes the insert fail, and with it the whole batch, again and again.',
  *check(context) {
    for (const bound of datasetsOf(context)) {
      for (const path of keyPaths(bound)) {
        const field = fieldAt(bound.dataset.fields, path);
        if (field?.type.kind !== 'string' || isBounded(field.type)) continue;
        yield problemAtField(
          context,
          field,
          `'${path}' is part of a key of '${bound.dataset.name}' and has no limit to its length`,
          `add "maxLength" of at most ${charactersMax}`,
        );
      }
    }
  },
};

/** Event keys are hashed, so they may be of any length. */
function keyPaths({ dataset }: BoundDataset): readonly string[] {
  if (dataset.source.kind !== 'stream') return [];
  const { stream } = dataset.source;
  if (stream.class === 'event') return dataset.change === 'revise' ? dataset.key : [];
  return [...stream.series.dimensions, stream.series.tag];
}

function isBounded({ maxLength, values, format, pattern }: StringType): boolean {
  if (maxLength !== undefined) return maxLength <= charactersMax;
  if (values !== undefined || (format !== undefined && format !== 'uri')) return true;
  return pattern !== undefined && /^\^.*\$$/.test(pattern) && !/[*+]|\{\d*,\}|\|/.test(pattern);
}
