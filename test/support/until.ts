/** Waits until a condition holds; rejects with `what` when it does not in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'a condition',
  deadlineMs = 15_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what} in vain`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
