import type { HttpApi } from '../../connectors/connector.ts';
import { answered, isRecord } from './answered.ts';
import type { CommentHost, RequestComment } from './sticky-comment.ts';

export interface GitlabRequest {
  /** Of the project that is merged into. */
  readonly projectId: number;
  /** The number that people see. */
  readonly iid: number;
}

const PAGE = 100;
const MOST_PAGES = 50;

/** Notes of a merge request, over GitLab's REST API. Ours are those of the token's user. */
export function gitlabNotes(api: HttpApi, { projectId, iid }: GitlabRequest): CommentHost {
  const notes = `/projects/${projectId}/merge_requests/${iid}/notes`;
  return {
    async *comments() {
      const user = await answered(api, { method: 'GET', path: '/user' });
      const own = isRecord(user) ? user.id : undefined;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const path = `${notes}?sort=asc&order_by=created_at&per_page=${PAGE}&page=${page}`;
        const list = await answered(api, { method: 'GET', path });
        if (!Array.isArray(list)) return;
        yield list.flatMap((note) => noteOf(note, own));
        if (list.length < PAGE) return;
      }
    },
    create: async (body) => {
      await answered(api, { method: 'POST', path: notes, body: { body } });
    },
    edit: async (id, body) => {
      await answered(api, { method: 'PUT', path: `${notes}/${id}`, body: { body } });
    },
  };
}

function noteOf(note: unknown, own: unknown): readonly RequestComment[] {
  if (!isRecord(note) || note.system === true) return [];
  const { id, body, author } = note;
  if (typeof id !== 'number' || typeof body !== 'string') return [];
  const isOurs = own !== undefined && isRecord(author) && author.id === own;
  return [{ id, body, isOurs }];
}
