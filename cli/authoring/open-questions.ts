import type { Finding } from '../../contracts/finding.ts';
import { visible } from '../render/visible.ts';
import type { DraftFile } from './draft.ts';

/** Something that only a person can decide, and the line that waits for it. */
export interface OpenQuestion {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const mostShown = 50;

const asked = /(?:#|--|\/\/)\s*ASK:\s*(.*\S)|"\$comment":\s*("(?:[^"\\]|\\.)*")/;

/** The questions that stand in a file, by line. */
export function questionsIn({ path, text }: DraftFile): readonly OpenQuestion[] {
  if (typeof text !== 'string') return [];
  return text.split('\n').flatMap((line, at) => {
    const match = asked.exec(line);
    if (match === null) return [];
    const question = match[1] ?? commentQuestion(match[2]);
    return question === undefined ? [] : [{ file: path, line: at + 1, text: question }];
  });
}

function commentQuestion(quoted: string | undefined): string | undefined {
  const text: unknown = quoted === undefined ? undefined : JSON.parse(quoted);
  const at = typeof text === 'string' ? text.indexOf('ASK: ') : -1;
  return typeof text === 'string' && at >= 0 ? text.slice(at + 5) : undefined;
}

/**
 * Findings of the files that no question announces, by its line (or the one before) or by the rule
 * and the field that it names: they are questions as well, since a draft is finished when `check`
 * has nothing to say about it.
 */
export function questionsOf(
  findings: readonly Finding[],
  announced: readonly OpenQuestion[],
  paths: ReadonlySet<string>,
): readonly OpenQuestion[] {
  const lines = new Set(announced.map(({ file, line }) => `${file}:${line}`));
  return findings
    .filter(({ place, severity }) => paths.has(place.file) && severity !== 'info')
    .filter((finding) => {
      const { file, line } = finding.place;
      const isNear = lines.has(`${file}:${line}`) || lines.has(`${file}:${line - 1}`);
      return !isNear && !announced.some(({ text }) => names(text, finding));
    })
    .map(({ rule, message, hint, place }) => ({
      file: place.file,
      line: place.line,
      text: `${rule}: ${message}${hint === undefined ? '' : `; ${hint}`}`,
    }));
}

/** A question ends with the rule in brackets and holds the name of the field that the finding quotes. */
function names(question: string, { rule, message }: Finding): boolean {
  if (!question.includes(`(${rule})`)) return false;
  const quoted = /'([^']+)'/.exec(message)?.[1]?.split('.').at(-1);
  return quoted === undefined || question.includes(quoted);
}

/** `file:line question`, one a line. */
export function renderQuestions(questions: readonly OpenQuestion[]): string {
  if (questions.length === 0) return 'No open questions.\n';
  const lines = questions
    .slice(0, mostShown)
    .map(({ file, line, text }) => `  ${visible(file)}:${line} ${visible(text)}\n`);
  const more = questions.length - lines.length;
  const rest =
    more === 0
      ? ''
      : `  … and ${more} more; they stand in the files as ASK, or tundish check tells them\n`;
  return `Open questions (${questions.length}):\n${lines.join('')}${rest}`;
}
