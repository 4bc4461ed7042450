import { sep } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Installed as a package of somebody's project, rather than run in a clone of this repository. */
export function isInstalled(root: string = packageRoot()): boolean {
  return root.split(sep).includes('node_modules');
}

/** What a person types to run a command of ours, to be followed by its arguments. */
export function commandLine(command: string, args: string, root: string = packageRoot()): string {
  if (isInstalled(root)) return `npx tundish ${command} ${args}`.trim();
  return command === 'demo'
    ? `npm run demo -- ${args}`
    : `npm run tundish -- ${command} ${args}`.trim();
}

/**
 * The folder that demos belong to: the clone that they run in, or where the person stands. A package
 * below node_modules is nobody's to write into, and goes with the next install.
 */
export function demoHome(cwd: string, root: string = packageRoot()): string {
  return isInstalled(root) ? cwd : root;
}

/** What to do after the demo. */
export function afterDemo(root: string = packageRoot()): string {
  return isInstalled(root)
    ? 'npx tundish init my-plant'
    : 'open products/casting/heat/heat.v1.odcs.yaml, write the unit t as tonnes, then npm run tundish -- check';
}
