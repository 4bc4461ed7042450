import type { CompatibilityMode } from '../../model/dataset.ts';
import type { Commitment } from './change-rule.ts';

/** What a mode promises. */
export interface ModePromise {
  readonly gates: ReadonlySet<Commitment>;
  /** Against every earlier version that is promised, not only the one before. */
  readonly isTransitive: boolean;
}

/** Nothing is promised: mode NONE, a draft, a version below 1. */
export const noPromise: ModePromise = { gates: new Set(), isTransitive: false };

/**
 * The commitments that break the build, by mode. They are strictly nested: whatever one mode refuses,
 * the modes above it refuse too.
 */
export function promiseOf(mode: CompatibilityMode): ModePromise {
  const isTransitive = mode.endsWith('_TRANSITIVE');
  switch (mode) {
    case 'NONE':
      return noPromise;
    case 'BACKWARD':
    case 'BACKWARD_TRANSITIVE':
      return { gates: new Set(['backward', 'interface']), isTransitive };
    case 'FORWARD':
    case 'FORWARD_TRANSITIVE':
      return { gates: new Set(['forward', 'interface']), isTransitive };
    case 'FULL':
    case 'FULL_TRANSITIVE':
      return { gates: new Set(['backward', 'forward', 'interface']), isTransitive };
  }
}
