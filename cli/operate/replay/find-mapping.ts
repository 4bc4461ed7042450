import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../command.ts';
import { type Mapping, noMapping, parseMapping } from './mapping-file.ts';
import type { ChosenStream } from './stream-of.ts';

export interface FoundMapping {
  readonly mapping: Mapping;
  readonly placeOf: (path: readonly string[]) => string;
  /** Where it was looked for in vain. */
  readonly missing?: string;
}

/**
 * The mapping that is named, or the one beside the contract (`heat.replay.yaml`), or none: then the
 * names of columns are those of members. @throws UsageError where it cannot be read.
 */
export async function findMapping(
  root: string,
  named: string | undefined,
  { dataset, major }: ChosenStream,
): Promise<FoundMapping> {
  const beside = join(dirname(major.contractPath), `${dataset.dataset}.replay.yaml`);
  const path = named ?? beside;
  const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (named !== undefined) throw new UsageError(`there is no mapping ${named}`);
    return { mapping: noMapping, placeOf: () => beside, missing: beside };
  }
  const { content, placeOf } = parseMapping(text, path);
  return { mapping: content, placeOf };
}
