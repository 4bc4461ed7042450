import type { Command } from './command.ts';

interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** Loaded on use, so that `check` never waits for a database driver to load. */
  load(): Promise<Command>;
}

/** All commands, in the order of a team's day. */
export const commandTable: readonly CommandRow[] = [
  {
    name: 'demo',
    summary: 'Run a steel plant on this machine and watch its data arrive',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    name: 'init',
    summary: 'Write a new plant repository: a domain, an example product, CI, editor settings',
    load: async () => (await import('./commands/init.ts')).command,
  },
  {
    name: 'new',
    summary: 'Write a product or contract by questions, with what stays open marked',
    load: async () => (await import('./commands/new.ts')).command,
  },
  {
    name: 'import',
    summary: 'Draft a contract from samples, a table or an instrument list',
    load: async () => (await import('./commands/import.ts')).command,
  },
  {
    name: 'export',
    summary: 'Write a contract for other tools: ODCS, AsyncAPI, JSON Schema, a workbook',
    load: async () => (await import('./commands/export.ts')).command,
  },
  {
    name: 'check',
    summary: 'Check the contracts of this repository',
    load: async () => (await import('./commands/check.ts')).command,
  },
  {
    name: 'comment',
    summary: 'Write what check said as the one comment of a pull or merge request',
    load: async () => (await import('./commands/comment.ts')).command,
  },
  {
    name: 'diff',
    summary: 'Say what differs between two contracts or plants, and what of it breaks',
    load: async () => (await import('./commands/diff.ts')).command,
  },
  {
    name: 'schema',
    summary: 'Prove that one JSON Schema contains another, or show the value that breaks it',
    load: async () => (await import('./commands/schema.ts')).command,
  },
  {
    name: 'fmt',
    summary: 'Lay out products, contracts and schemas alike, with comments and order kept',
    load: async () => (await import('./commands/fmt.ts')).command,
  },
  {
    name: 'waive',
    summary: 'Accept a finding until a day, with reason and owner',
    load: async () => (await import('./commands/waive.ts')).command,
  },
  {
    name: 'explain',
    summary: 'Explain a rule: the problem, why it matters, what to write instead',
    load: async () => (await import('./commands/explain.ts')).command,
  },
  {
    name: 'consumers',
    summary: 'Tell who reads a product, contract, view or column, and whom to ask',
    load: async () => (await import('./commands/consumers.ts')).command,
  },
  {
    name: 'generate',
    summary: 'Write what the contracts generate, or check that it is fresh',
    load: async () => (await import('./commands/generate.ts')).command,
  },
  {
    name: 'plan',
    summary: 'Show what apply would change in an environment',
    load: async () => (await import('./commands/plan.ts')).command,
  },
  {
    name: 'apply',
    summary: 'Create and add what the plan says and the databases lack',
    load: async () => (await import('./commands/apply.ts')).command,
  },
  {
    name: 'migrate',
    summary: 'Bring databases in use from one state of the contracts to the next',
    load: async () => (await import('./commands/migrate.ts')).command,
  },
  {
    name: 'run',
    summary: 'Run a role of the data plane: reader, writer, pump, curated, business or all',
    load: async () => (await import('./commands/run.ts')).command,
  },
  {
    name: 'up',
    summary: 'Check, apply and run the whole data plane of an environment in one process',
    load: async () => (await import('./commands/up.ts')).command,
  },
  {
    name: 'status',
    summary: 'Tell how an environment is: servers, databases, streams, what waits',
    load: async () => (await import('./commands/status.ts')).command,
  },
  {
    name: 'doctor',
    summary: 'Find out what keeps an environment, or this machine, from working',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  {
    name: 'replay',
    summary: 'Send the rows of a file as messages of a stream',
    load: async () => (await import('./commands/replay.ts')).command,
  },
  {
    name: 'quarantine',
    summary: 'List what waits in quarantine, show it, replay or discard it',
    load: async () => (await import('./commands/quarantine.ts')).command,
  },
  {
    name: 'catalog',
    summary: 'Serve pages and a JSON API of the products in this repository',
    load: async () => (await import('./commands/catalog.ts')).command,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes commands, flags and ids in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionOf(commandTable),
  },
];
