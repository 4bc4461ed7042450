/** Milliseconds of CPU of this process until now: other load on the machine is not in them. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
