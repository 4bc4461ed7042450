import type { z } from 'zod';
import { referenceTo } from './json-schemas.ts';
import { problemSchema } from './problem.ts';

/** Responses by status; every one that is no success is a problem. */
export function responsesOf(schema: z.ZodType, named: boolean) {
  const problems = { 'application/problem+json': { schema: referenceTo(problemSchema) } };
  return {
    200: { description: 'Found', content: { 'application/json': { schema: referenceTo(schema) } } },
    304: { description: 'What If-None-Match names is what there is', type: 'null' },
    400: { description: 'A parameter is wrong', content: problems },
    ...(named ? { 404: { description: 'Nothing has this id', content: problems } } : {}),
    406: { description: 'Accept admits no JSON', content: problems },
    default: { description: 'Any other problem', content: problems },
  };
}

/** `/domains/:domain` → `domainsDomain`. */
export function operationId(path: string): string {
  const words = path.split(/[/:]+/).filter((word) => word !== '');
  if (words.length === 0) return 'plant';
  return words
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
}
