import { onDemand } from '../source/on-demand.ts';

/** PostgreSQL's own parser (libpg-query, WebAssembly): a tenth of a second until it reads. */
export const sqlParser = onDemand(async () => {
  const parser = await import('libpg-query');
  await parser.loadModule();
  return parser;
});
