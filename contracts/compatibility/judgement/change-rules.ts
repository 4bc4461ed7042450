import type { ChangeRule } from './change-rule.ts';

/** Every rule about changes, in the order of a contract's text. */
export const changeRules: readonly ChangeRule[] = [];
