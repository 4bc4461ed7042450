import { type Command, exitCode, UsageError } from '../command.ts';
import { runDemo } from '../demo/demo.ts';
import { readDemoOptions } from '../demo/demo-options.ts';
import { openLastDemo } from '../demo/postgres/local-postgres.ts';
import { runSql, type SqlAnswer } from '../demo/run-sql.ts';
import { demoHome } from '../how-to-run.ts';

export const demo: Command = {
  name: 'demo',
  drains: true,
  usage: `Usage: tundish demo [--for <seconds>] [--seed <number>] [--port <number>] [--keep]
       tundish demo --sql "<statement>"

Starts PostgreSQL and an MQTT broker from the installed packages, applies the plan of the plant in
products/, and runs that plant at 120 times speed. Nothing outside this folder's .tundish (or a
cache folder) is written, and everything is stopped at the end.

  --for <seconds>   ends after so many seconds, counted from the first message, and exits with 0
                    only if everything adds up; without it the plant runs until Ctrl-C
  --seed <number>   another plant of the same kind (default 7)
  --port <number>   PostgreSQL's port (default 54329; the broker and the metrics take the next
                    three); another one is taken where it is in use
  --keep            leaves the servers up after the closing page until Ctrl-C, to look around with
                    psql, an MQTT client and Prometheus; without --for they are up until then anyway
  --sql <statement> runs one statement, reading only, over the demo that runs or over what the last
                    one left; exits with 1 where PostgreSQL refuses it`,
  run: async (args, context) => {
    const options = readDemoOptions(args);
    if (options.sql === undefined) return runDemo(options, context);
    const { kind, lines } = await askLastDemo(options.sql, options.port, demoHome(context.cwd));
    const text = `${lines.join('\n')}\n`;
    if (kind === 'rows') context.stdout(text);
    else context.stderr(text);
    return kind === 'rows' ? exitCode.ok : exitCode.findings;
  },
};

async function askLastDemo(sql: string, port: number, project: string): Promise<SqlAnswer> {
  const postgres = await openLastDemo({ project, port });
  if (postgres === undefined) throw new UsageError('no demo has run yet; run tundish demo first');
  try {
    return await runSql(postgres.url, sql);
  } finally {
    await postgres.stop();
  }
}
