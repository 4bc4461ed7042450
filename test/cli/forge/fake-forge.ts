import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly login: string;
  readonly userId: number;
  readonly type: 'Bot' | 'User';
  readonly system?: boolean;
}

export interface FakeForge {
  readonly url: string;
  /** By request number, oldest first. */
  readonly comments: Map<number, FakeComment[]>;
  /** `GET /repos/…`, in order. */
  readonly calls: string[];
  /** The next so many calls are answered with this status. */
  fail(times: number, status: number): void;
  close(): Promise<void>;
}

interface Behaviour {
  /** Head commits of pull requests. */
  readonly heads?: Readonly<Record<number, string>>;
}

const MOST = 65_536;

/**
 * What GitHub's and GitLab's REST APIs document of comments and notes: pages of at most 100, tokens
 * without the right to write are answered with 403, the token of a workflow may not ask who it is, a
 * text that is too long with 422. Tokens: `workflow` (app, may write), `fork` (app, may read),
 * `person` (a user), `glpat` (GitLab); anything else is no token.
 */
export async function fakeForge(behaviour: Behaviour = {}): Promise<FakeForge> {
  const comments = new Map<number, FakeComment[]>();
  const calls: string[] = [];
  const failures: number[] = [];
  let ids = 1_000;
  const server = createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const body = await bodyOf(request);
    const status = failures.shift();
    const url = new URL(request.url ?? '', 'http://localhost');
    const route = url.pathname.startsWith('/api/v4') ? gitlab : github;
    send(
      response,
      status === undefined ? route(request, url, body) : said(status, { message: 'come again' }),
    );
  });

  const add = (
    number: number,
    body: string,
    who: Omit<FakeComment, 'id' | 'body'>,
  ): FakeComment => {
    ids += 1;
    const comment = { id: ids, body, ...who };
    comments.set(number, [...(comments.get(number) ?? []), comment]);
    return comment;
  };
  const find = (id: number): FakeComment | undefined =>
    [...comments.values()].flat().find((comment) => comment.id === id);
  const pageOf = <T>(all: readonly T[], url: URL): readonly T[] => {
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
    const page = Number(url.searchParams.get('page') ?? 1);
    return all.slice((page - 1) * size, page * size);
  };

  function github(request: IncomingMessage, url: URL, body: unknown): Answer {
    const token = /^Bearer (\w+)$/.exec(request.headers.authorization ?? '')?.[1];
    const forbidden = { message: 'Resource not accessible by integration' };
    if (!['workflow', 'fork', 'person'].includes(token ?? '')) {
      return said(401, { message: 'Bad credentials' });
    }
    if (url.pathname === '/user') {
      return token === 'person'
        ? said(200, { login: 'k-oberg', type: 'User' })
        : said(403, forbidden);
    }
    const pull = /^\/repos\/lindwerk\/plant\/pulls\/(\d+)$/.exec(url.pathname);
    const head = behaviour.heads?.[Number(pull?.[1])];
    if (pull !== null) {
      return head === undefined
        ? said(404, { message: 'Not Found' })
        : said(200, { head: { sha: head } });
    }
    const list = /^\/repos\/lindwerk\/plant\/issues\/(\d+)\/comments$/.exec(url.pathname);
    const one = /^\/repos\/lindwerk\/plant\/issues\/comments\/(\d+)$/.exec(url.pathname);
    const shown = ({ id, body, login, type }: FakeComment) => ({ id, body, user: { login, type } });
    if (list !== null && request.method === 'GET') {
      return said(200, pageOf(comments.get(Number(list[1])) ?? [], url).map(shown));
    }
    if (token === 'fork') return said(403, forbidden);
    const text = (body as { body?: string }).body ?? '';
    if ([...text].length > MOST) {
      return said(422, { message: 'body is too long (maximum is 65536 characters)' });
    }
    if (list !== null && request.method === 'POST') {
      const who =
        token === 'person'
          ? ({ login: 'k-oberg', userId: 7, type: 'User' } as const)
          : ({ login: 'github-actions[bot]', userId: 1, type: 'Bot' } as const);
      return said(201, shown(add(Number(list[1]), text, who)));
    }
    const found = one === null ? undefined : find(Number(one[1]));
    if (found !== undefined && request.method === 'PATCH') {
      found.body = text;
      return said(200, shown(found));
    }
    return said(404, { message: 'Not Found' });
  }

  function gitlab(request: IncomingMessage, url: URL, body: unknown): Answer {
    if (request.headers['private-token'] !== 'glpat') {
      return said(401, { message: '401 Unauthorized' });
    }
    if (url.pathname === '/api/v4/user') return said(200, { id: 50, username: 'bot' });
    const list = /^\/api\/v4\/projects\/12\/merge_requests\/(\d+)\/notes$/.exec(url.pathname);
    const one = /^\/api\/v4\/projects\/12\/merge_requests\/\d+\/notes\/(\d+)$/.exec(url.pathname);
    const shown = ({ id, body, userId, system = false }: FakeComment) => ({
      ...{ id, body, system },
      author: { id: userId },
    });
    const text = (body as { body?: string } | undefined)?.body ?? '';
    if (list !== null && request.method === 'GET') {
      return said(200, pageOf(comments.get(Number(list[1])) ?? [], url).map(shown));
    }
    if (list !== null && request.method === 'POST') {
      return said(
        201,
        shown(add(Number(list[1]), text, { login: 'bot', userId: 50, type: 'Bot' })),
      );
    }
    const found = one === null ? undefined : find(Number(one[1]));
    if (found !== undefined && request.method === 'PUT') {
      found.body = text;
      return said(200, shown(found));
    }
    return said(404, { message: '404 Not found' });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    comments,
    calls,
    fail: (times, status) => {
      failures.push(...Array.from({ length: times }, () => status));
    },
    close: () => closed(server),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? undefined : JSON.parse(text);
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function said(status: number, body: unknown): Answer {
  return { status, body };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
