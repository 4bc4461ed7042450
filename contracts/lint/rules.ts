import type { Rule } from './rule.ts';
import { officialSchema } from './rules/official-schema.ts';

/** Every rule, in the order of `tundish explain`. */
export const rules: readonly Rule[] = [officialSchema];
