import { benchIngestion } from './ingestion.ts';

const messages = Number(process.argv[2] ?? 30_000);
const lines = await benchIngestion(messages, (text) => process.stderr.write(`${text}\n`));
process.stdout.write(
  `\nEvents of 1.5 KB at QoS 1, ${messages} each, acknowledged after they are durable.\n` +
    'CPU is user and system time of our own processes; other load on the machine changes msg/s far more than it.\n' +
    'A stage alone has all cores to itself; a path shares them among broker, database and our processes.\n\n',
);
process.stdout.write(
  `${'path'.padEnd(28)}${'msg/s'.padStart(9)}${'CPU ms/msg'.padStart(12)}${'peak MB'.padStart(9)}\n`,
);
for (const { what, perSecond, cpuMsPerMessage, peakMb, target } of lines) {
  const verdict = target === undefined ? '' : `  ${target}`;
  process.stdout.write(
    `${what.padEnd(28)}${perSecond.toFixed(0).padStart(9)}${cpuMsPerMessage.toFixed(4).padStart(12)}${peakMb.toFixed(0).padStart(9)}${verdict}\n`,
  );
}
