/** Loads an ES module from its text, as if it had been written to a file. */
export async function loadModule(source: string): Promise<Record<string, unknown>> {
  const url = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  return (await import(url)) as Record<string, unknown>;
}
