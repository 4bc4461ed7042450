import type { HttpApi } from '../connector.ts';
import { Failure } from '../failure.ts';

export interface HttpApiOptions {
  /** With its path: `https://api.github.example/v3`; paths of requests follow it. */
  readonly url: string;
  /** Of each request; never told in a message. */
  readonly headers: Readonly<Record<string, string>>;
  /** For one request and its answer; default 20 s. */
  readonly timeoutMs?: number;
}

/** Fifty full pages of comments; whoever answers with more is not what we asked. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * JSON over HTTP. An answer of any status resolves; a body that is no JSON is undefined. Rejects with
 * a `transient` Failure where no whole answer comes in time: whether the request took effect is then
 * unknown.
 */
export function httpApi({ url, headers, timeoutMs = 20_000 }: HttpApiOptions): HttpApi {
  const base = url.replace(/\/+$/, '');
  return {
    request: async ({ method, path, body }) => {
      try {
        const answer = await fetch(`${base}${path}`, {
          method,
          headers: {
            accept: 'application/json',
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        return { status: answer.status, body: parsed(await bounded(answer)) };
      } catch (error) {
        if (error instanceof Failure) throw error;
        throw new Failure('transient', `${method} ${base}${path}: ${reasonOf(error)}`);
      }
    },
  };
}

async function bounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) {
      throw new Failure('transient', 'the answer is larger than 64 MB and was not read');
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `ECONNREFUSED` and the like stand in the cause; a URL in a message may hold nothing secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no whole answer in time';
  const { cause } = error;
  if (cause instanceof Error) {
    const code = (cause as { readonly code?: unknown }).code;
    return typeof code === 'string' ? `no answer (${code})` : `no answer (${cause.message})`;
  }
  return 'no answer';
}
