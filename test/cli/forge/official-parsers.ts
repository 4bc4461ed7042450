import { join } from 'node:path';
import type { TraceWriter } from '@actions/workflow-parser';
import { build } from 'esbuild';
import { loadModule } from '../../support/load-module.ts';

/** What GitHub's own parsers say of a text; empty where it is a workflow or an action. */
export interface OfficialParsers {
  workflowErrors(name: string, content: string): Promise<readonly string[]>;
  actionErrors(name: string, content: string): readonly string[];
}

interface ParserError {
  readonly message: string;
}

interface Parsed {
  readonly context: { readonly errors: { getErrors(): readonly ParserError[] } };
  readonly value?: unknown;
}

interface ParserModule {
  readonly NoOperationTraceWriter: new () => TraceWriter;
  parseWorkflow(file: { name: string; content: string }, trace: TraceWriter): Parsed;
  parseAction(file: { name: string; content: string }, trace: TraceWriter): Parsed;
  convertWorkflowTemplate(
    context: Parsed['context'],
    root: unknown,
  ): Promise<{ readonly errors?: readonly { readonly Message: string }[] }>;
}

/** The package imports JSON in a way that Node refuses, so it is bundled first. */
export async function officialParsers(): Promise<OfficialParsers> {
  const root = join(import.meta.dirname, '../../..');
  const dist = './node_modules/@actions/workflow-parser/dist';
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from '@actions/workflow-parser'; export { parseAction } from '${dist}/actions/action-parser.js';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [bundle] = outputFiles;
  const parser = (await loadModule(bundle?.text ?? '')) as unknown as ParserModule;
  const trace = new parser.NoOperationTraceWriter();
  const told = ({ context }: Parsed) => context.errors.getErrors().map(({ message }) => message);
  return {
    workflowErrors: async (name, content) => {
      const parsed = parser.parseWorkflow({ name, content }, trace);
      if (parsed.value === undefined) return ['no workflow', ...told(parsed)];
      const template = await parser.convertWorkflowTemplate(parsed.context, parsed.value);
      return [...told(parsed), ...(template.errors ?? []).map(({ Message }) => Message)];
    },
    actionErrors: (name, content) => {
      const parsed = parser.parseAction({ name, content }, trace);
      return parsed.value === undefined ? ['no action', ...told(parsed)] : told(parsed);
    },
  };
}
