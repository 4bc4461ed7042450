import type { Severity } from '../../contracts/finding.ts';

/** Wraps text in terminal colours, or leaves it as it is. */
export interface Colours {
  severity(severity: Severity, text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export const plain: Colours = {
  severity: (_, text) => text,
  strong: (text) => text,
  faint: (text) => text,
};

export const ansi: Colours = {
  severity: (severity, text) =>
    `\u001b[${{ error: 31, warning: 33, info: 36 }[severity]}m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
  faint: (text) => `\u001b[2m${text}\u001b[0m`,
};

/** Colours for a terminal, unless NO_COLOR holds anything (no-color.org). */
export function coloursFor(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): Colours {
  const refused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return isTerminal && !refused ? ansi : plain;
}
