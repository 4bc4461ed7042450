/** A database lacks what the plan says: exit code 5. The message names the command that makes it. */
export class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError';
}

/** By its name: a command that is bundled has a class of its own. */
export function isNotApplied(error: unknown): error is NotAppliedError {
  return error instanceof Error && error.name === 'NotAppliedError';
}
