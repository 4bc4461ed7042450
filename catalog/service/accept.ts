/**
 * Whether an Accept field admits a media type (RFC 9110, 12.5.1): the most specific range that
 * matches decides, and a weight of 0 forbids.
 */
export function accepts(field: string | undefined, mediaType: string): boolean {
  if (field === undefined || field.trim() === '') return true;
  const [type] = mediaType.split('/');
  let best = -1;
  let weight = 0;
  for (const part of field.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const rank = [`*/*`, `${type}/*`, mediaType].indexOf(range);
    if (rank <= best) continue;
    best = rank;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    weight = q === undefined ? 1 : Number(q.slice(2));
  }
  return best >= 0 && weight > 0;
}
