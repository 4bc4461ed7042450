import { parseDocument } from 'yaml';
import {
  guessMapping,
  type TagMapping,
  type TagMeaning,
  tagMeanings,
} from '../../contracts/draft/tag-list.ts';
import { yamlScalar } from '../../contracts/draft/yaml-text.ts';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { UsageError } from '../command.ts';

/** Stands in the contract's folder, so that the next import reads the list as this one did. */
export const mappingFile = 'taglist.mapping.yaml';

/** The mapping as a file, with the columns that mean nothing for the register as comments. */
export function mappingText(mapping: TagMapping, header: readonly string[]): string {
  const used = new Set(mapping.values());
  const unused = header.filter((cell) => !used.has(cell));
  return [
    '# Which column of the instrument list is what in tags.csv. Edit it and import again.',
    ...tagMeanings.map((meaning) => {
      const column = mapping.get(meaning);
      return column === undefined ? `# ${meaning}:` : `${meaning}: ${yamlScalar(column)}`;
    }),
    ...unused.map((cell) => `# not taken: ${yamlScalar(cell)}`),
    '',
  ].join('\n');
}

/**
 * The mapping that a file remembers, or the one that the headers suggest.
 * @throws UsageError where the file names a column that the list does not have.
 */
export function mappingOf(
  text: string | undefined,
  header: readonly string[],
  file: string,
): TagMapping {
  if (text === undefined) return guessMapping(header);
  const document = parseDocument(text, { prettyErrors: false });
  const value: unknown =
    document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  if (typeof value !== 'object' || value === null)
    throw new UsageError(`${file} is no mapping of names`);
  const mapping = new Map<TagMeaning, string>();
  for (const [name, column] of Object.entries(value)) {
    const meaning = tagMeanings.find((each) => each === name);
    if (meaning === undefined) {
      throw new UsageError(
        `${file}: '${name}' is no column of a tag register; ${didYouMean(name, tagMeanings)}`,
      );
    }
    if (typeof column !== 'string' || !header.includes(column)) {
      throw new UsageError(
        `${file}: the list has no column '${column}' for ${name}; ${didYouMean(String(column), header) ?? 'see its header'}`,
      );
    }
    mapping.set(meaning, column);
  }
  return mapping;
}
