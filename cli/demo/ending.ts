/** What has to be stopped, in the order in which it was started. */
export interface Ending {
  /** Remembers how to stop something that was just started. */
  add(stop: () => Promise<void>): void;
  /** Stops everything, the youngest first; one that fails does not keep the others running. */
  run(): Promise<void>;
}

export function newEnding(): Ending {
  const stops: (() => Promise<void>)[] = [];
  return {
    add: (stop) => stops.push(stop),
    run: async () => {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        await stop().catch(() => undefined);
      }
    },
  };
}
