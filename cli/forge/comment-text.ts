/** GitHub takes 65,536 characters; what is longer is cut where a person still sees it. */
export const GITHUB_CHARACTERS = 60_000;
/** GitLab takes a million. */
export const GITLAB_CHARACTERS = 900_000;

/** The text as far as it fits, with open folds closed and a line that says where the rest is. */
export function fitting(text: string, most: number, rest: string): string {
  if (text.length <= most) return text;
  const lines = text.slice(0, most - 1_000).split('\n');
  lines.pop();
  const kept = lines.join('\n');
  const open = count(kept, /<details\b/g) - count(kept, /<\/details>/g);
  const fence = count(kept, /^```/gm) % 2 === 1 ? '\n```' : '';
  return `${kept}${fence}${'\n</details>'.repeat(Math.max(0, open))}\n\n${rest}\n`;
}

/** Notifies nobody: for a text that may come from whoever sent the change. */
export function withoutMentions(text: string): string {
  return text.replace(/@(?=[\p{L}\p{N}_])/gu, `@${ZERO_WIDTH_SPACE}`);
}

/** GitLab runs a line that begins with a slash as a command of the token's user (`/merge`). */
export function withoutQuickActions(text: string): string {
  return text.replace(/^([^\S\n]*)\//gm, `$1${ZERO_WIDTH_SPACE}/`);
}

const ZERO_WIDTH_SPACE = '\u200b';

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
