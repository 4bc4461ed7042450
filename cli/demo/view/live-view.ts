import type { Colours } from '../../render/colours.ts';
import { type BookLine, imbalances } from './book-line.ts';
import { booksTable } from './books-table.ts';
import { grouped } from './table.ts';

const redrawMs = 250;
const appendMs = 5000;

export interface ViewState {
  readonly headline: string;
  readonly books: readonly BookLine[];
}

export interface LiveView {
  /** Shows the state, as often as the medium bears. */
  show(state: ViewState): void;
  /** A sentence that stays: a scene, a mishap. Further lines belong below it. */
  tell(sentence: string, further?: readonly string[]): void;
  /** Leaves the last state on the screen and ends redrawing. */
  end(): void;
}

/** A live view in place on a terminal, or lines appended every few seconds elsewhere. */
export function liveView(options: {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly colours: Colours;
  readonly clock: () => number;
}): LiveView {
  return options.isTerminal ? terminalView(options) : appendingView(options);
}

function appendingView(options: {
  readonly write: (text: string) => void;
  readonly clock: () => number;
}): LiveView {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    show: (state) => {
      if (options.clock() - lastMs < appendMs) return;
      lastMs = options.clock();
      const lines = state.books.map((line) => `    ${sentence(line)}`);
      options.write(`${[state.headline, ...lines].join('\n')}\n`);
    },
    tell: (text, further = []) => {
      options.write(`${[text, ...further.map((line) => `    ${line}`)].join('\n')}\n`);
    },
    end: () => undefined,
  };
}

function sentence(line: BookLine): string {
  const tick = imbalances(line).length === 0 ? '✓' : '✗';
  const { curated, quarantined, held, pending } = line;
  const rest =
    curated === undefined
      ? `quarantined ${grouped(quarantined)}, dropped ${grouped(line.dropped)}`
      : `curated ${grouped(curated)}, quarantined ${grouped(quarantined)}, held ${grouped(held)}, pending ${grouped(pending)}`;
  return `${tick} ${line.stream}: received ${grouped(line.received)}, stored ${grouped(line.stored)}, duplicate ${grouped(line.duplicate)}, ${rest}`;
}

function terminalView(options: {
  readonly write: (text: string) => void;
  readonly columns: number;
  readonly colours: Colours;
  readonly clock: () => number;
}): LiveView {
  const { write, colours } = options;
  const told: string[] = [];
  let state: ViewState | undefined;
  let drawnLines = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  function draw(): void {
    lastMs = options.clock();
    const block =
      state === undefined
        ? []
        : [
            ...partsInLines(state.headline, options.columns - 1).map(colours.strong),
            '',
            ...booksTable(state.books, colours, options.columns - 1),
            '',
          ];
    const up = drawnLines === 0 ? '' : `\u001b[${drawnLines}A\r\u001b[J`;
    const lines = block.map((line) => cut(line, options.columns));
    // Sentences go above the block and scroll away with the terminal; the block is redrawn below.
    const sentences = told.splice(0).map((line) => `${line}\n`);
    write(up + sentences.join('') + lines.map((line) => `${line}\n`).join(''));
    drawnLines = lines.length;
  }

  return {
    show: (next) => {
      state = next;
      if (options.clock() - lastMs >= redrawMs) draw();
    },
    tell: (text, further = []) => {
      told.push(text, ...further.map((line) => `    ${line}`), '');
      draw();
    },
    end: () => {
      if (drawnLines > 0) draw();
      drawnLines = 0;
      state = undefined;
    },
  };
}

/** A headline's parts, as many on a line as have room. */
function partsInLines(headline: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of headline.split('   ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 3 + part.length > width) lines.push(part);
    else lines[lines.length - 1] = `${last}   ${part}`;
  }
  return lines;
}

/** A line that wraps would break the count of lines to go up. Escape sequences take no column. */
function cut(line: string, columns: number): string {
  let visible = 0;
  let at = 0;
  while (at < line.length && visible < columns - 1) {
    const colour = /^\u001b\[[0-9;]*m/.exec(line.slice(at, at + 12))?.[0];
    if (colour === undefined) {
      visible += 1;
      at += 1;
    } else {
      at += colour.length;
    }
  }
  return at < line.length && visible >= columns - 1 ? `${line.slice(0, at)}\u001b[0m` : line;
}
