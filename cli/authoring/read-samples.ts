import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Json } from '../../contracts/source/json.ts';
import { UsageError } from '../command.ts';

/** Messages of files, in the order of the file names. */
export interface Samples {
  readonly messages: readonly Json[];
  readonly files: number;
  /** Messages that were there before, the same in every member: resends, left out. */
  readonly resent: number;
  /** One file held one array, whose items were taken as messages. */
  readonly fromOneArray: boolean;
}

const mostBytes = 256 * 1024 * 1024;
const mostMessages = 200_000;

/**
 * Reads JSON files, NDJSON files (one message a line) and folders of both. An array in a single
 * file holds messages, in several files each array is one message, unless `array` says otherwise.
 * @throws UsageError naming file and line; values of samples are never quoted.
 */
export async function readSamples(
  cwd: string,
  sources: readonly string[],
  array: 'messages' | 'message' | undefined,
): Promise<Samples> {
  const paths = await filesBelow(cwd, sources);
  if (paths.length === 0) throw new UsageError('there is no JSON file in what was named');
  const contents: (readonly Json[])[] = [];
  let bytes = 0;
  for (const path of paths) {
    const content = await readFile(path);
    bytes += content.length;
    if (bytes > mostBytes) {
      throw new UsageError(
        `the samples hold more than ${mostBytes / 1024 / 1024} MiB; name fewer files`,
      );
    }
    contents.push(messagesIn(content, shortPath(cwd, path)));
  }
  const whole = contents.flat();
  const [only] = whole;
  const isOneArray = whole.length === 1 && Array.isArray(only) && paths.length === 1;
  const spread = array === 'messages' || (array === undefined && isOneArray);
  const messages = spread ? whole.flatMap((each) => (Array.isArray(each) ? each : [each])) : whole;
  if (messages.length === 0) throw new UsageError('the samples hold no message');
  const first = new Map(messages.map((message) => [identityOf(message), message]));
  return {
    messages: [...first.values()].slice(0, mostMessages),
    files: paths.length,
    resent: messages.length - first.size,
    fromOneArray: spread && isOneArray,
  };
}

/** A hash of the message; the message itself where it is nested too deep to be written down. */
function identityOf(message: Json): Json {
  try {
    return createHash('sha1').update(JSON.stringify(message)).digest('base64');
  } catch {
    return message;
  }
}

async function filesBelow(cwd: string, sources: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const source of sources) {
    const path = resolve(cwd, source);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) throw new UsageError(`there is no file or folder '${source}'`);
    if (!info.isDirectory()) {
      found.push(path);
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && /\.(json|ndjson|jsonl)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    found.push(...files.sort());
  }
  return found;
}

function shortPath(cwd: string, path: string): string {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside.replaceAll(sep, '/');
}

function messagesIn(content: Uint8Array, path: string): readonly Json[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new UsageError(`${path} is not UTF-8, so it is not JSON`);
  }
  if (text.trim() === '') return [];
  const whole = parsed(text);
  if (whole !== undefined) return [whole.value];
  const lines = text.split('\n');
  const messages: Json[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const message = parsed(line);
    if (message === undefined) {
      throw new UsageError(
        messages.length === 0
          ? `${path} is neither JSON nor NDJSON: line ${at + 1} does not parse`
          : `${path}:${at + 1} is not JSON; the lines before it are`,
      );
    }
    messages.push(message.value);
  }
  return messages;
}

/** Without the reason: JSON.parse quotes the text, which may hold what nobody should read. */
function parsed(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
