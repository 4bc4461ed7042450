import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../../cli/environment.ts';
import type { RoleName } from '../../../cli/roles/role-names.ts';

export interface RoleOrder {
  readonly role: RoleName;
  readonly build: string;
  readonly environment: Environment;
  readonly sabotage?: 'early-ack';
}

/** A role in a process of its own that can be killed without a chance to finish anything. */
export class RoleUnderTest {
  readonly #order: RoleOrder;
  #child: ChildProcess | undefined;

  constructor(order: RoleOrder) {
    this.#order = order;
  }

  /** Resolves when the process runs; it connects after that. */
  async start(): Promise<void> {
    const child = fork(fileURLToPath(new URL('role-process.mjs', import.meta.url)), [], {
      env: {
        ...process.env,
        TUNDISH_KILL_ORDER: JSON.stringify(this.#order),
        TUNDISH_LOG: process.env.TUNDISH_LOG ?? 'error',
      },
      execArgv: [],
    });
    this.#child = child;
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`${this.#order.role} ended by itself`);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    if (child.exitCode !== null) throw new Error(`${this.#order.role} had ended by itself`);
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
