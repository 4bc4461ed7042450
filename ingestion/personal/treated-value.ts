import { stringValue } from '../json/json-token.ts';

const TREATED = /^tundish:(?:p1:[\w-]{43}|e1:[0-9a-f]{8}:[\w-]{38,})$/;

/** The text of a JSON value that is a pseudonym or an encrypted text already; else undefined. */
export function treatedValue(source: string): string | undefined {
  if (!source.startsWith('"')) return undefined;
  const text = stringValue(source);
  return TREATED.test(text) ? text : undefined;
}
