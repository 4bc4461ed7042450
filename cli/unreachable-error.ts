/** A server of the environment does not answer: exit code 4. The message names what to check. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
