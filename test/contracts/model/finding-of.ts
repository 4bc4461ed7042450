import type { Finding } from '../../../contracts/finding.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { processPlantWith } from './process-plant.ts';

/** A mistake in the process plant, and what is said about it where. */
export interface Mistake {
  readonly file: string;
  readonly find: string;
  readonly put: string;
  readonly rule: string;
  readonly says: string;
  /** Text on the line of the finding, after the change. */
  readonly line: string;
  readonly hint?: string;
}

/** The findings about a mistake, each with the text of its line. */
export async function findingsOf({ file, find, put }: Omit<Mistake, 'rule' | 'says' | 'line'>) {
  const files = processPlantWith(file, find, put);
  const { findings } = await readPlant(memoryFiles(files));
  return findings.map((finding: Finding) => ({
    ...finding,
    text: (files[finding.place.file] ?? '').split('\n')[finding.place.line - 1] ?? '',
  }));
}
