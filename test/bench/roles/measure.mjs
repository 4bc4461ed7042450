/**
 * Measures one process from its first message to the settlement of the last: wall time, its own CPU
 * time (user and system) and its highest memory.
 */
export function measure(messages) {
  let first;
  let last;
  let settled = 0;
  let peak = 0;
  let finish;
  const done = new Promise((resolve) => {
    finish = resolve;
  });
  const start = () => {
    first ??= { at: performance.now(), cpu: process.cpuUsage() };
  };
  const end = (count) => {
    settled += count;
    if (settled % 5_000 < count) peak = Math.max(peak, process.memoryUsage.rss());
    if (settled >= messages && last === undefined) {
      last = { at: performance.now(), cpu: process.cpuUsage(first.cpu) };
      finish();
    }
  };
  const totals = {};
  return {
    done,
    start,
    end,
    counters: {
      add: (name, _labels, n) => {
        totals[name] = (totals[name] ?? 0) + n;
      },
      set: () => undefined,
      observe: () => undefined,
    },
    source: (inner) => ({
      start: (receive) =>
        inner.start((delivery) => {
          if (first === undefined) start();
          receive(delivery);
        }),
      settle: (deliveries) => {
        inner.settle(deliveries);
        end(deliveries.length);
      },
      pause: () => inner.pause(),
      stop: () => inner.stop(),
    }),
    result: () => {
      const seconds = ((last?.at ?? performance.now()) - first.at) / 1000;
      const cpu = last?.cpu ?? process.cpuUsage(first.cpu);
      return {
        messages: settled,
        perSecond: settled / seconds,
        cpuMsPerMessage: (cpu.user + cpu.system) / 1000 / settled,
        peakMb: peak / 2 ** 20,
        totals,
      };
    },
  };
}
