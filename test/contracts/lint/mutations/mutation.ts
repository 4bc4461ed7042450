import type { Files } from './example-files.ts';

/** One mistake in one file, and where it must be told. */
export interface Mutation {
  readonly kind: string;
  readonly file: string;
  /** The file with the mistake. */
  readonly text: string;
  /** Lines of which one must have a finding. */
  readonly told: readonly Lines[];
  /** Another product that the mistake is about. */
  readonly with?: string;
}

export interface Lines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** A kind of mistake that people make, and all places of a plant where it can be made. */
export interface MutationKind {
  readonly name: string;
  /** Why no finding is wanted: it is another question's to answer. */
  readonly allowed?: string;
  sites(files: Files): readonly Mutation[];
}

/** Where the mistake in a line is told, by default in the line itself; lines count from 0. */
type Told = (lines: readonly string[], index: number, file: string, files: Files) => ToldAt;
type ToldAt = number | readonly [number, number] | readonly Lines[] | undefined;

/**
 * A mistake within one line: every line of the files that matches is a place for it. An empty
 * replacement removes the line.
 */
export function inLine(
  name: string,
  files: RegExp,
  line: RegExp,
  replacement: string,
  options: {
    readonly told?: Told;
    readonly allowed?: string;
    /** Only files with such a text. */
    readonly where?: RegExp;
    /** The folder of a product that the mistake is about, too. */
    readonly with?: (file: string) => string;
  } = {},
): MutationKind {
  return {
    name,
    ...(options.allowed === undefined ? {} : { allowed: options.allowed }),
    sites: (all) =>
      Object.entries(all).flatMap(([file, text]) => {
        if (!files.test(file) || typeof text !== 'string') return [];
        if (options.where?.test(text) === false) return [];
        const near = options.with === undefined ? {} : { with: options.with(file) };
        const lines = text.split('\n');
        return lines.flatMap((written, index) => {
          if (!line.test(written)) return [];
          const changed = written.replace(line, replacement);
          const told = options.told?.(lines, index, file, all) ?? index;
          const at = linesOf(file, options.told === undefined ? index : told);
          const removed = replacement === '';
          const result = lines.flatMap((each, other) =>
            other !== index ? [each] : removed ? [] : changed.split('\n'),
          );
          return [{ kind: name, file, text: result.join('\n'), told: at, ...near }];
        });
      }),
  };
}

function linesOf(file: string, at: Exclude<ToldAt, undefined>): readonly Lines[] {
  if (typeof at === 'number') return [{ file, from: at + 1, to: at + 1 }];
  const [first, second] = at;
  return typeof first === 'number' && typeof second === 'number'
    ? [{ file, from: first + 1, to: second + 1 }]
    : at.filter((each) => typeof each !== 'number');
}

/** The nearest line before (step -1) or behind (step 1) that matches; undefined where none does. */
export function nearLine(
  lines: readonly string[],
  index: number,
  pattern: RegExp,
  step: -1 | 1 = -1,
): number | undefined {
  for (let at = index + step; at >= 0 && at < lines.length; at += step) {
    if (pattern.test(lines[at] ?? '')) return at;
  }
  return undefined;
}
