// One role of the data plane, as the compiled code runs it. `sabotage: early-ack` settles every
// message when it is received, before anything is durable: what this proof must be able to see.
import { runRole } from '../../../dist/cli/roles/roles.js';
import { loadPlan } from '../../../dist/cli/runtime/built-plant.js';
import { processLog } from '../../../dist/cli/runtime/log.js';

const { role, build, environment, sabotage } = JSON.parse(process.env.TUNDISH_KILL_ORDER);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('disconnect', () => process.exit(1));

const settleOnReceipt = (source) => ({
  start: (receive) =>
    source.start((delivery) => {
      source.settle([delivery]);
      receive(delivery);
    }),
  settle: () => undefined,
  pause: () => source.pause(),
  stop: () => source.stop(),
});

process.send('ready');
await runRole(role, {
  plan: await loadPlan(build),
  build,
  environment,
  instance: role,
  log: processLog(role, process.env),
  counters: { add: () => undefined, set: () => undefined, observe: () => undefined },
  signal: stop.signal,
  ...(sabotage === 'early-ack' ? { tap: settleOnReceipt } : {}),
});
process.exit(0);
