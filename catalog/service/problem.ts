import { z } from 'zod';

/** What every error says, as `application/problem+json` (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('`urn:tundish:problem:<kind>`'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    suggestions: z.array(z.string()).optional().describe('What may have been meant'),
    errors: z
      .array(z.strictObject({ in: z.string(), name: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with which parameter'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** Ends a request with a problem that its sender can mend. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.title);
    this.problem = problem;
    this.headers = headers;
  }
}

const titles = {
  400: ['bad-request', 'The request is not understood'],
  404: ['not-found', 'There is nothing here'],
  405: ['method-not-allowed', 'The catalog is read only'],
  406: ['not-acceptable', 'There is no such representation'],
  408: ['request-timeout', 'The request took too long to arrive'],
  413: ['content-too-large', 'No request takes a body'],
  414: ['uri-too-long', 'The address is too long'],
  431: ['headers-too-large', 'The header fields are too large'],
  500: ['internal', 'The catalog failed'],
} as const;

export type ProblemStatus = keyof typeof titles;

export function problem(
  status: ProblemStatus,
  detail: string,
  more: Pick<Problem, 'suggestions' | 'errors'> = {},
): Problem {
  const [kind, title] = titles[status];
  return { type: `urn:tundish:problem:${kind}`, title, status, detail, ...more };
}
