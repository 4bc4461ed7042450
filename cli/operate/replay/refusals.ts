import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import { grouped } from '../../demo/view/table.ts';

/** How many reasons are shown; the rest is counted. */
const SHOWN = 10;

export interface Refusals {
  readonly count: number;
  /** One reason per kind first, then by line: `line 17: /usage: expected a number, found a string`. */
  lines(): readonly string[];
  add(line: number, reason: string, kind: string): void;
}

/** Gathers why lines were not sent: the first of each kind, and how many it had. */
export function refusals(unit: string): Refusals {
  const kinds = new Map<
    string,
    { readonly line: number; readonly reason: string; count: number }
  >();
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (line, reason, kind) => {
      count += 1;
      const known = kinds.get(kind);
      if (known !== undefined) known.count += 1;
      else if (kinds.size < 100) kinds.set(kind, { line, reason, count: 1 });
    },
    lines: () => {
      const all = [...kinds.values()].sort((a, b) => a.line - b.line);
      const rest = count - all.reduce((sum, kind) => sum + kind.count, 0);
      const hidden = all.slice(SHOWN).reduce((sum, kind) => sum + kind.count, 0) + rest;
      return [
        ...all
          .slice(0, SHOWN)
          .map(
            ({ line, reason, count: n }) =>
              `${unit} ${line}: ${reason}${n === 1 ? '' : ` (and ${grouped(n - 1)} more)`}`,
          ),
        ...(hidden === 0 ? [] : [`… and ${grouped(hidden)} more of other kinds`]),
      ];
    },
  };
}

/** Why the contract refuses a message, without its values; undefined where it does not. */
export function contractRefusal(
  validate: Validate,
  message: unknown,
): { readonly reason: string; readonly kind: string } | undefined {
  const [first] = validate(message) ?? [];
  if (first === undefined) return undefined;
  const { pointer, message: text, hint, rule } = first;
  const where = pointer === '' ? 'the message' : pointer;
  return {
    reason: `${where}: ${text}${hint === undefined ? '' : ` (${hint})`}`,
    kind: `${pointer.replace(/\/\d+/g, '/#')} ${rule}`,
  };
}
