import { setFlagsFromString } from 'node:v8';

/**
 * Tells the engine that this process ends soon. Left to itself it compiles PostgreSQL's parser and
 * half of the program to their fastest form beside a run that is over before that pays, and the
 * process waits for the compiler at its end. What stays hot is still compiled, later: a plant of
 * 300 contracts is checked no slower.
 */
export function expectShortRun(): void {
  setFlagsFromString('--liftoff-only');
  const isOfNode20 = Number.parseInt(process.versions.v8, 10) < 12;
  setFlagsFromString(
    isOfNode20 ? '--interrupt-budget=1000000' : '--invocation-count-for-turbofan=10000',
  );
}
