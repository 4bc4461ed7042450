/** A library that weighs more than most checks need of it. */
export interface OnDemand<Library> {
  /** The library, where it is loaded. @throws NotLoaded elsewhere; `withLibraries` catches it. */
  (): Library;
  /** Loads it ahead of time, where it is known that it will be asked for. */
  load(): Promise<void>;
}

/**
 * Binding and linting do not wait, so they cannot load a library where they find that no result of
 * it is remembered. They stop there instead, and `withLibraries` starts them anew.
 */
export function onDemand<Library>(load: () => Promise<Library>): OnDemand<Library> {
  let loaded: { readonly value: Library } | undefined;
  const library = {
    load: async () => {
      loaded ??= { value: await load() };
    },
  };
  const get = (): Library => {
    if (loaded === undefined) throw new NotLoaded(library.load);
    return loaded.value;
  };
  return Object.assign(get, library);
}

/**
 * The result of work that may ask for libraries. The work is started again for each one that it
 * lacks, so it must leave nothing behind when it stops.
 */
export async function withLibraries<Result>(work: () => Result): Promise<Result> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      await error.load();
    }
  }
}

class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
  readonly load: () => Promise<void>;

  constructor(load: () => Promise<void>) {
    super('a library is asked for outside of withLibraries');
    this.load = load;
  }
}
