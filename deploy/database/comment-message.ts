import { unitOfComment } from './unit-of-comment.ts';

const LONGEST = 80;

/** What a change of a comment does, with both texts, shortened. */
export function commentMessage(
  object: string,
  actual: string | null,
  planned: string | undefined,
): string {
  const before = actual ?? '';
  const unit = unitOfComment(planned);
  const change =
    before === '' ? shown(planned ?? '') : `${shown(before)} becomes ${shown(planned ?? '')}`;
  const none =
    unit === undefined || unitOfComment(before) !== undefined
      ? ''
      : `; rows that are there count as ${unit}, as no unit was written before`;
  return `describes ${object}: ${change}${none}`;
}

function shown(text: string): string {
  if (text === '') return 'nothing';
  return `'${text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`}'`;
}
