import type { HttpApi } from '../../connectors/connector.ts';
import { answered, isRecord } from './answered.ts';
import { type CommentHost, CommentRefused, type RequestComment } from './sticky-comment.ts';

export interface GithubRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
}

/** Whom the token of a workflow belongs to. */
const WORKFLOW_APP = 'github-actions[bot]';

const PAGE = 100;
/** 5,000 comments: nobody reads on. */
const MOST_PAGES = 50;

/**
 * Comments of a pull request, over GitHub's REST API (a pull request is an issue there). Ours are those
 * of the token's user; the token of a workflow belongs to an app and may not ask who it is, then those
 * of `app`, by its login: the comment of another app is none of ours, whatever it says.
 */
export function githubComments(
  api: HttpApi,
  { repository, number }: GithubRequest,
  app: string = WORKFLOW_APP,
): CommentHost {
  const comments = `/repos/${repository}/issues/${number}/comments`;
  return {
    async *comments() {
      const login = (await ownLogin(api)) ?? app;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const path = `${comments}?per_page=${PAGE}&page=${page}`;
        const list = await answered(api, { method: 'GET', path });
        if (!Array.isArray(list)) return;
        yield list.flatMap((comment) => commentOf(comment, login));
        if (list.length < PAGE) return;
      }
    },
    create: async (body) => {
      await answered(api, { method: 'POST', path: comments, body: { body } });
    },
    edit: async (id, body) => {
      const path = `/repos/${repository}/issues/comments/${id}`;
      await answered(api, { method: 'PATCH', path, body: { body } });
    },
  };
}

/** The head commit of a pull request as the host knows it. */
export async function githubHead(
  api: HttpApi,
  { repository, number }: GithubRequest,
): Promise<string | undefined> {
  const pull = await answered(api, { method: 'GET', path: `/repos/${repository}/pulls/${number}` });
  const head = isRecord(pull) ? pull.head : undefined;
  const sha = isRecord(head) ? head.sha : undefined;
  return typeof sha === 'string' ? sha : undefined;
}

async function ownLogin(api: HttpApi): Promise<string | undefined> {
  try {
    const user = await answered(api, { method: 'GET', path: '/user' });
    return isRecord(user) && typeof user.login === 'string' ? user.login : undefined;
  } catch (error) {
    if (error instanceof CommentRefused && error.status !== 401) return undefined;
    throw error;
  }
}

function commentOf(comment: unknown, login: string): readonly RequestComment[] {
  if (!isRecord(comment)) return [];
  const { id, body, user } = comment;
  if (typeof id !== 'number' || typeof body !== 'string') return [];
  const author = isRecord(user) ? user : {};
  return [{ id, body, isOurs: author.login === login }];
}
