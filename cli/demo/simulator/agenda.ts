import type { SimulatedMessage } from './simulated-message.ts';

/** What the actors of the simulated plant intend to do, in order of plant time. */
export interface Agenda {
  /** Runs `act` at a plant time. Entries of the same time keep the order in which they came. */
  at(atMs: number, act: (nowMs: number) => void): void;
  send(message: SimulatedMessage): void;
}

type Entry =
  | { readonly atMs: number; readonly order: number; readonly act: (nowMs: number) => void }
  | { readonly atMs: number; readonly order: number; readonly message: SimulatedMessage };

/** An agenda and the messages that working through it yields, up to (without) `endMs`. */
export function newAgenda(): Agenda & { work(endMs: number): Generator<SimulatedMessage> } {
  const heap: Entry[] = [];
  let order = 0;
  const nextOrder = (): number => {
    order += 1;
    return order;
  };
  return {
    at: (atMs, act) => push(heap, { atMs, order: nextOrder(), act }),
    send: (message) => push(heap, { atMs: message.atMs, order: nextOrder(), message }),
    *work(endMs) {
      for (let entry = pop(heap); entry !== undefined && entry.atMs < endMs; entry = pop(heap)) {
        if ('message' in entry) yield entry.message;
        else entry.act(entry.atMs);
      }
    },
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let hole = heap.length;
  heap.push(entry);
  while (hole > 0) {
    const parentAt = (hole - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || before(parent, entry)) break;
    heap[hole] = parent;
    hole = parentAt;
  }
  heap[hole] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let hole = 0;
  for (;;) {
    const leftAt = 2 * hole + 1;
    const left = heap[leftAt];
    if (left === undefined) break;
    const right = heap[leftAt + 1];
    const [child, childAt] =
      right !== undefined && before(right, left) ? [right, leftAt + 1] : [left, leftAt];
    if (!before(child, last)) break;
    heap[hole] = child;
    hole = childAt;
  }
  heap[hole] = last;
  return first;
}
