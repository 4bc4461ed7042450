/** A database lacks what the plan says: exit code 5. The message names the command that makes it. */
export class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError';
}
