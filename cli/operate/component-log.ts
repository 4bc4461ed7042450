import type { Log } from '../../connectors/log.ts';

/** How many lines of a component are told when it fails. */
const REMEMBERED = 15;

type Level = 'info' | 'warn' | 'error';

/** The log of one component, which also remembers its last lines. */
export interface ComponentLog extends Log {
  /** Oldest first, 15 at most, as people read them. */
  lastLines(): readonly string[];
}

/** Passes every line on to `to`, with the component's name. */
export function componentLog(component: string, to: Log, clock: () => number): ComponentLog {
  const lines: string[] = [];
  const say =
    (level: Level) =>
    (fields: Readonly<Record<string, unknown>>, text: string): void => {
      lines.push(logLine(level, fields, text, clock()));
      if (lines.length > REMEMBERED) lines.shift();
      to[level]({ component, ...fields }, text);
    };
  return {
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    lastLines: () => [...lines],
  };
}

/** A log for a person at a terminal: warnings and errors, one line each. */
export function terminalLog(write: (text: string) => void, clock: () => number): Log {
  const say =
    (level: Level) =>
    (fields: Readonly<Record<string, unknown>>, text: string): void =>
      write(`${logLine(level, fields, text, clock())}\n`);
  return { info: () => undefined, warn: say('warn'), error: say('error') };
}

/** `06:51:12 warning curated ETL: messages went to quarantine (step curated:heat.heat, held 2)` */
function logLine(
  level: Level,
  { component, ...fields }: Readonly<Record<string, unknown>>,
  text: string,
  nowMs: number,
): string {
  const time = new Date(nowMs).toISOString().slice(11, 19);
  const rest = Object.entries(fields).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [`${name} ${String(value)}`] : [],
  );
  const word = { info: 'info', warn: 'warning', error: 'error' }[level];
  const who = typeof component === 'string' ? ` ${component}` : '';
  return `${time} ${word}${who}: ${text}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`;
}
