/**
 * Keeps what a pure function made of its input, so that a later run need not compute it again.
 * Results are JSON. Who brings a memory answers for its being of the same program.
 */
export interface Memory {
  /** What was kept for this input, as a value of its own; undefined where there is nothing. */
  recall(kind: string, input: string | Uint8Array): unknown;
  keep(kind: string, input: string | Uint8Array, result: unknown): void;
  /** The same for a result that is JSON text already. */
  keepText?(kind: string, input: string | Uint8Array, text: string): void;
}

// One for the process: results depend on their input alone, so it changes no answer, only the time
// until it comes, and handing it through every reader and rule would be in everybody's way.
let memory: Memory | undefined;

/** Takes a memory into use for everything that is computed from now on; undefined for none. */
export function rememberIn(next: Memory | undefined): void {
  memory = next;
}

/** The result kept for an input, or undefined. `kind` names the function and all else it depends on. */
export function recalled<Result>(kind: string, input: string | Uint8Array): Result | undefined {
  return memory?.recall(kind, input) as Result | undefined;
}

/** Keeps a result, which must survive being written as JSON, and hands it back. */
export function kept<Result>(kind: string, input: string | Uint8Array, result: Result): Result {
  memory?.keep(kind, input, result);
  return result;
}

/** Keeps results that another thread computed. */
export function keepTexts(results: Iterable<KeptText>): void {
  for (const [kind, input, text] of results) memory?.keepText?.(kind, input, text);
}

/** A result as JSON text, with what it is of. */
export type KeptText = readonly [kind: string, input: string | Uint8Array, text: string];

/** The result of a pure function, from memory where it is known. */
export function remembered<Result>(kind: string, input: string, compute: () => Result): Result {
  return recalled<Result>(kind, input) ?? kept(kind, input, compute());
}
