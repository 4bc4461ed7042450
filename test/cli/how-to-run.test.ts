import { expect, it } from 'vitest';
import { afterDemo, commandLine, demoHome } from '../../cli/how-to-run.ts';

const clone = '/srv/a/tundish';
const installed = '/srv/a/plant/node_modules/tundish';

it('names commands as they are typed: in a clone, and where the package is installed', () => {
  expect(commandLine('demo', '--keep', clone)).toBe('npm run demo -- --keep');
  expect(commandLine('check', '', clone)).toBe('npm run tundish -- check');
  expect(commandLine('demo', '--keep', installed)).toBe('npx tundish demo --keep');
  expect(commandLine('check', '', installed)).toBe('npx tundish check');
  expect(afterDemo(installed)).toContain('npx tundish init');
});

it('keeps what a demo writes out of an installed package', () => {
  expect(demoHome('/srv/a/plant', clone)).toBe(clone);
  expect(demoHome('/srv/a/plant', installed)).toBe('/srv/a/plant');
});
