/** What is wrong with a regular expression, as the rest of a sentence; undefined where it is safe. */
export function patternProblem(pattern: string, maxLength?: number): string | undefined {
  void maxLength;
  if (pattern.length > 1_000) return 'is longer than 1,000 characters';
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch {
    return 'is no regular expression of ECMA-262 with Unicode';
  }
}
