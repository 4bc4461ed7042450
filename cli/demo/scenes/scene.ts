/** What a scene came to. */
export interface SceneOutcome {
  readonly name: 'writer killed' | 'decimal comma' | 'laboratory correction';
  /** What did not go as promised; empty when all did. */
  readonly faults: readonly string[];
}

/** Tries every few milliseconds until `read` gives a value; undefined when time is up. */
export async function eventually<T>(
  read: () => Promise<T | undefined>,
  options: { readonly withinMs: number; readonly everyMs: number; readonly signal: AbortSignal },
): Promise<T | undefined> {
  const deadline = Date.now() + options.withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (options.signal.aborted || Date.now() >= deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, options.everyMs));
  }
}
