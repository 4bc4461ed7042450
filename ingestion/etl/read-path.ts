/** The member at a path; undefined where anything on the way is missing or no object. */
export type ReadPath = (value: unknown) => unknown;

/** Compiles a path once per column, so that reading a record costs member accesses only. */
export function compilePath(path: readonly string[]): ReadPath {
  const steps = path.map(compileStep);
  const [first, second] = steps;
  if (first === undefined) return (value) => value;
  if (second === undefined) return first;
  if (steps.length === 2) return (value) => second(first(value));
  return (value) => steps.reduce((reached, step) => step(reached), value);
}

function compileStep(name: string): ReadPath {
  // A member named `constructor` must not be found on a record that has none.
  if (name in Object.prototype) {
    return (value) =>
      isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  }
  return (value) => (isObject(value) ? value[name] : undefined);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
