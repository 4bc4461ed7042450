import type { Audience, Commitment, Effect, Judgement } from './change-rule.ts';

interface Case extends Omit<Judgement, 'effects' | 'touches'> {
  readonly touches?: readonly Commitment[];
  /** Where they differ from what the commitments say. */
  readonly effects?: Readonly<Partial<Record<Audience, Effect>>>;
}

/** A judgement whose effects follow from the commitments that it touches, unless the rule says other. */
export function judged({ touches = [], effects = {}, ...rest }: Case): Judgement {
  return { ...rest, touches, effects: { ...effectsOf(touches), ...effects } };
}

/** A change that adds to what is promised. */
export function additive(message: string): Judgement {
  return judged({ message, bump: 'minor', effects: { catalogs: 'notices' } });
}

/** A change of words. */
export function textual(message: string): Judgement {
  return judged({ message, bump: 'patch', effects: { catalogs: 'notices' } });
}

function effectsOf(touches: readonly Commitment[]): Readonly<Record<Audience, Effect>> {
  const has = (commitment: Commitment): boolean => touches.includes(commitment);
  const breaks = (is: boolean): Effect => (is ? 'breaks' : 'unaffected');
  return {
    producers: breaks(has('backward')),
    consumers: breaks(has('forward') || has('interface')),
    sdk: breaks(has('backward') || has('forward') || has('interface')),
    catalogs: 'notices',
  };
}
