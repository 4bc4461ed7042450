import type { HttpApi } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import { CommentRefused } from './sticky-comment.ts';

type Call = Parameters<HttpApi['request']>[0];

/**
 * The body of a successful answer.
 * @throws Failure where the host asks to come again: overload, too many requests.
 * @throws CommentRefused for any other answer.
 */
export async function answered(api: HttpApi, call: Call): Promise<unknown> {
  const { status, body } = await api.request(call);
  if (status >= 200 && status < 300) return body;
  const said = messageOf(body);
  const what = `${call.method} ${call.path.replace(/\?.*/, '')} was answered with ${status}${said === undefined ? '' : ` (${said})`}`;
  const isBusy =
    status === 429 || status >= 500 || (status === 403 && /rate limit/i.test(said ?? ''));
  throw isBusy ? new Failure('transient', what) : new CommentRefused(status, what);
}

/** Bounded and in one line: it goes to a build log. */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { message } = body as { readonly message?: unknown };
  return typeof message === 'string'
    ? message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
    : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
