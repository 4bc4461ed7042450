const longestName = 120;

/**
 * What is wrong with a member's name as the name of a field, as the rest of a sentence. Dots are
 * refused because paths are written with them, a leading underscore because such columns are ours.
 */
export function fieldNameProblem(name: string): string | undefined {
  if (name === '') return 'has an empty name';
  if (name.length > longestName) return `has a name longer than ${longestName} characters`;
  if (name.startsWith('_')) return "starts with '_', which marks columns of provenance";
  if (name.includes('.')) return 'has a dot in its name, which separates the steps of a path';
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} _\-/()%°#+:@&]*$/u.test(name)) {
    return 'has a name with other characters than letters, digits and a few signs';
  }
  return undefined;
}
