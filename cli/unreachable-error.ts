/** A server of the environment does not answer: exit code 4. The message names what to check. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** By its name: a command that is bundled has a class of its own. */
export function isUnreachable(error: unknown): error is UnreachableError {
  return error instanceof Error && error.name === 'UnreachableError';
}
