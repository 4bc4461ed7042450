import { grouped } from '../../demo/view/table.ts';

const TERMINAL_MS = 500;
const APPENDED_MS = 15_000;
/** A broker that takes nothing for so long is told. */
const SILENT_MS = 5_000;

/** Tells every moment how far a long run is; at a terminal in place, elsewhere now and then. */
export interface Progress {
  show(): void;
  /** A line of its own. */
  note(text: string): void;
  end(): void;
}

export function progress(options: {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly clock: () => number;
  readonly done: () => number;
  readonly sent: () => number;
  /** Messages that wait for the broker. */
  readonly waiting: () => number;
  readonly refused: () => number;
}): Progress {
  const { clock } = options;
  const startedMs = clock();
  let lastMs = startedMs;
  let drawn = false;
  let moved = { sent: 0, ms: startedMs };
  const silence = (): string => {
    if (options.sent() !== moved.sent || options.waiting() === 0) {
      moved = { sent: options.sent(), ms: clock() };
    }
    const silentMs = clock() - moved.ms;
    return silentMs < SILENT_MS
      ? ''
      : `  the broker has taken nothing for ${Math.round(silentMs / 1000)} s; trying on`;
  };
  const line = (): string => {
    const seconds = (clock() - startedMs) / 1000;
    const done = options.done();
    const left =
      done > 0 && seconds > 3 ? `  ${Math.ceil((seconds / done) * (1 - done))} s left` : '';
    const rate = seconds > 0 ? Math.round(options.sent() / seconds) : 0;
    return `sent ${grouped(options.sent())}  ${Math.floor(done * 100)} %  ${grouped(rate)}/s${left}  ${grouped(options.refused())} refused${silence()}`;
  };
  return {
    show: () => {
      const every = options.isTerminal ? TERMINAL_MS : APPENDED_MS;
      if (clock() - lastMs < every) return;
      lastMs = clock();
      drawn = true;
      options.write(options.isTerminal ? `\r\u001b[K${line()}` : `${line()}\n`);
    },
    note: (text) => {
      options.write(`${drawn && options.isTerminal ? '\r\u001b[K' : ''}${text}\n`);
    },
    end: () => {
      if (drawn && options.isTerminal) options.write('\r\u001b[K');
    },
  };
}
