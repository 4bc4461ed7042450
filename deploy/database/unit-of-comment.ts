/**
 * The last `[…]` that could be a unit: a UCUM code (no spaces, but brackets of its own: `[degF]`,
 * `m[H2O]`) and perhaps, in parentheses, quantity and reference state.
 */
const unitAtEnd = /^(?:.* )?\[([!-~]+(?: \(.*\))?)\]$/s;

/**
 * The unit that a comment of ours ends with (`Steel in the ladle. [t]`), without its brackets;
 * undefined where it ends with none. Written by contracts/plan/field-text.ts.
 */
export function unitOfComment(comment: string | null | undefined): string | undefined {
  return unitAtEnd.exec(comment ?? '')?.[1];
}
