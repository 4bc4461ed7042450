import type { CommandContext } from '../command.ts';
import type { Draft } from './draft.ts';

/** One kind of source that `tundish import` reads. */
export interface Importer {
  /** Shown by `tundish import <kind> --help`. */
  readonly usage: string;
  /**
   * Reads the sources named in the arguments. Writes nothing: `import` places the draft.
   * @throws UsageError where arguments or sources are not what they must be.
   */
  draft(args: readonly string[], context: CommandContext): Promise<Draft>;
}
