import { resolve } from 'node:path';
import { UsageError } from './command.ts';
import { visible } from './render/visible.ts';
import { writeAtomically } from './write-atomically.ts';

/** A further rendering of the same check, into a file. */
export interface Output<F extends string> {
  readonly format: F;
  readonly file: string;
}

/** Reads `--output sarif=<file>`. @throws UsageError */
export function outputsOf<F extends string>(
  texts: readonly string[] | undefined,
  formats: readonly F[],
): readonly Output<F>[] {
  return (texts ?? []).map((text) => {
    const [, named, file] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
    const format = formats.find((each) => each === named);
    if (format === undefined || file === undefined) {
      throw new UsageError(
        `--output takes <format>=<file>, not '${text}'; formats are ${formats.join(', ')}`,
      );
    }
    return { format, file };
  });
}

/** @throws UsageError where a file cannot be written. */
export async function writeOutputs<F extends string>(
  outputs: readonly Output<F>[],
  cwd: string,
  render: (format: F) => Promise<string>,
): Promise<void> {
  for (const { format, file } of outputs) {
    const text = await render(format);
    await writeAtomically(resolve(cwd, file), text, 'fast').catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`--output ${format}=${file} cannot be written: ${visible(why)}`);
    });
  }
}
