import { Failure } from '../../connectors/failure.ts';

/** A comment on a pull or merge request. */
export interface RequestComment {
  readonly id: number;
  readonly body: string;
  /** Whether we may take it for one of ours, by its author. */
  readonly isOurs: boolean;
}

/** The comments of one request on a code host. Rejects with a Failure where the host does not answer. */
export interface CommentHost {
  /** One page at a time, oldest first. */
  comments(): AsyncIterable<readonly RequestComment[]>;
  create(body: string): Promise<void>;
  edit(id: number, body: string): Promise<void>;
}

export type Placed = 'created' | 'edited' | 'unchanged';

/** The host answers and refuses: a token without the right, a request that is not there. */
export class CommentRefused extends Error {
  override readonly name = 'CommentRefused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const ATTEMPTS = 3;

/** The line by which our comment is found again; people do not see it. */
export function markerOf(key: string | undefined): string {
  return key === undefined ? '<!-- tundish:check -->' : `<!-- tundish:check ${key} -->`;
}

/**
 * Writes the one comment that begins with `marker`: edits ours where it is there, else creates it. A
 * comment of anybody else is never touched, whatever it says. An attempt whose outcome is unknown is
 * repeated from the search on, so no second comment comes of it.
 * @throws CommentRefused
 * @throws Failure where the host does not answer, three times.
 */
export async function placeComment(
  host: CommentHost,
  marker: string,
  text: string,
  pause: (attempt: number) => Promise<void>,
): Promise<Placed> {
  const body = text.startsWith(marker) ? text : `${marker}\n${text}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await placeOnce(host, marker, body);
    } catch (error) {
      const isLast = attempt === ATTEMPTS;
      if (isLast || !(error instanceof Failure && error.kind === 'transient')) throw error;
      await pause(attempt);
    }
  }
}

async function placeOnce(host: CommentHost, marker: string, body: string): Promise<Placed> {
  for await (const page of host.comments()) {
    const ours = page.find((comment) => comment.isOurs && comment.body.startsWith(marker));
    if (ours === undefined) continue;
    // Hosts store line ends and the last of them in their own way.
    if (sameText(ours.body, body)) return 'unchanged';
    await host.edit(ours.id, body);
    return 'edited';
  }
  await host.create(body);
  return 'created';
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n').trimEnd() === b.replaceAll('\r\n', '\n').trimEnd();
}
