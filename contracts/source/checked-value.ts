import type { Finding } from '../finding.ts';
import { limits } from './limits.ts';
import { changesAsDouble } from './number-text.ts';
import { sourceFinding } from './source-rules.ts';
import { characterName, forbiddenCharacterAt, type SourceText } from './source-text.ts';

const reaching = new Set(['__proto__', 'constructor', 'prototype']);
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The problem of a member's name, whatever the notation of the file. */
export function nameProblem(
  source: SourceText,
  name: string,
  earlier: Range | undefined,
  range: Range,
  pointer: string,
): Finding | undefined {
  const place = source.placeAt(range.start, range.end);
  if (reaching.has(name)) {
    const message = `the key '${name}' is not allowed`;
    return sourceFinding('forbidden-key', place, pointer, message, 'rename or remove it');
  }
  if (earlier !== undefined) {
    const first = source.placeAt(earlier.start, earlier.end);
    const message = `the key '${shown(name)}' stands twice; the first is in line ${first.line}`;
    return sourceFinding('duplicate-key', place, pointer, message, 'remove one of the two');
  }
  if (name.length > limits.nameLength) {
    const message = `a key is longer than ${limits.nameLength} characters`;
    return sourceFinding('text-too-long', place, pointer, message, 'shorten it');
  }
  return textProblem(source, name, range, pointer);
}

/** The problem of a text value after its escapes are resolved. */
export function textProblem(
  source: SourceText,
  text: string,
  range: Range,
  pointer: string,
): Finding | undefined {
  const place = source.placeAt(range.start, range.end);
  if (text.length > limits.textLength) {
    const message = `a text is longer than ${limits.textLength} characters`;
    return sourceFinding('text-too-long', place, pointer, message, 'shorten it');
  }
  const control = forbiddenCharacterAt(text);
  const bad = control >= 0 ? control : text.search(lone);
  if (bad < 0) return undefined;
  const message = `a text holds the character ${characterName(text, bad)}`;
  return sourceFinding('control-character', place, pointer, message, 'remove the escape');
}

/** The problem of a number whose written digits do not survive as a double. */
export function numberProblem(
  source: SourceText,
  digits: string,
  value: number,
  range: Range,
  pointer: string,
): Finding | undefined {
  const place = source.placeAt(range.start, range.end);
  if (!Number.isFinite(value)) {
    const message = `the number ${shown(digits)} is outside what JSON readers can carry`;
    return sourceFinding('number-out-of-range', place, pointer, message, 'use a smaller number');
  }
  if (!changesAsDouble(digits)) return undefined;
  const message = `the number ${shown(digits)} becomes ${value} in most readers`;
  const hint = 'use at most 15 significant digits, or quote it where a text is meant';
  return sourceFinding('number-not-exact', place, pointer, message, hint);
}

/** A name or value in a message: printable, and never longer than a line. */
export function shown(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\u00a0-\u2027\u2030-\ud7ff\uf900-\uffef]/g, '\ufffd');
  return printable.length <= 60 ? printable : `${printable.slice(0, 57)}...`;
}
