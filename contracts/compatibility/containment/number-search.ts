import {
  compare,
  doubleOf,
  floorSteps,
  isMultiple,
  leastCommonMultiple,
  plus,
  type Rational,
  rational,
  rationalOf,
  times,
} from './rational.ts';
import { found, type Literal, none, type Search, type Solver, unknown } from './witness.ts';

interface Bound {
  readonly value: Rational;
  readonly exclusive: boolean;
}

interface Demands {
  least: Bound | undefined;
  most: Bound | undefined;
  step: Rational | undefined;
  readonly notSteps: Rational[];
}

const mostTried = 3_000n;

/**
 * A number within bounds, on the grid of all `multipleOf`, off other grids and not among excluded
 * ones. All decimal numbers count, not only doubles: `none` holds for both.
 */
export function numberSearch(
  atoms: readonly Literal[],
  excluded: readonly number[],
  solver: Solver,
): Search {
  const demands = demandsOf(atoms, solver);
  const { least, most, step } = demands;
  if (least !== undefined && most !== undefined) {
    const order = compare(least.value, most.value);
    if (order > 0 || (order === 0 && (least.exclusive || most.exclusive))) return none;
    if (order === 0) return onlyNumber(least.value, demands, excluded);
  }
  return step === undefined
    ? betweenBounds(demands, excluded, solver)
    : onGrid(step, demands, excluded, solver);
}

function demandsOf(atoms: readonly Literal[], { budget }: Solver): Demands {
  const demands: Demands = { least: undefined, most: undefined, step: undefined, notSteps: [] };
  for (const { node, holds } of atoms) {
    if (node.kind === 'multiple') {
      if (!holds) demands.notSteps.push(node.of);
      else {
        demands.step =
          demands.step === undefined ? node.of : leastCommonMultiple(demands.step, node.of);
        // The common grid of many steps has very long numbers.
        budget.spend((demands.step.numerator.toString(16).length / 32) ** 2);
      }
    } else if (node.kind === 'least' || node.kind === 'most') {
      const lower = (node.kind === 'least') === holds;
      const bound = { value: node.bound, exclusive: node.exclusive === holds };
      if (lower) demands.least = tighter(demands.least, bound, 1);
      else demands.most = tighter(demands.most, bound, -1);
    }
  }
  return demands;
}

function tighter(known: Bound | undefined, bound: Bound, direction: 1 | -1): Bound {
  if (known === undefined) return bound;
  const order = compare(bound.value, known.value) * direction;
  if (order === 0) return known.exclusive ? known : bound;
  return order > 0 ? bound : known;
}

function fits(value: Rational, demands: Demands): boolean {
  const { least, most, step, notSteps } = demands;
  const low = least === undefined ? 1 : compare(value, least.value);
  const high = most === undefined ? -1 : compare(value, most.value);
  if (low < 0 || (low === 0 && least?.exclusive === true)) return false;
  if (high > 0 || (high === 0 && most?.exclusive === true)) return false;
  if (step !== undefined && !isMultiple(value, step)) return false;
  return !notSteps.some((other) => isMultiple(value, other));
}

function onlyNumber(value: Rational, demands: Demands, excluded: readonly number[]): Search {
  if (!fits(value, demands)) return none;
  const double = doubleOf(value);
  if (double === undefined) return inexact;
  return excluded.includes(double) ? none : found(double);
}

const inexact = unknown('the only numbers left are none that a double holds exactly');

function onGrid(
  step: Rational,
  demands: Demands,
  excluded: readonly number[],
  solver: Solver,
): Search {
  const { least, most } = demands;
  // Every point of the grid lies on the other grid as well.
  if (demands.notSteps.some((other) => isMultiple(step, other))) return none;
  const first = least === undefined ? undefined : -floorSteps(times(least.value, -1n), step);
  const last = most === undefined ? undefined : floorSteps(most.value, step);
  const start = first ?? (last === undefined || last > 0n ? 0n : last);
  let inexactSeen = false;
  const check = (steps: bigint): Search | undefined => {
    const value = times(step, steps);
    if (!fits(value, demands)) return undefined;
    const double = doubleOf(value);
    if (double === undefined) {
      inexactSeen = true;
      return undefined;
    }
    return excluded.includes(double) ? undefined : found(double);
  };
  const whole = first !== undefined && last !== undefined ? last - first + 1n : undefined;
  if (first !== undefined && first < 0n && (last === undefined || last >= 0n)) {
    const near = check(0n) ?? check(1n);
    if (near !== undefined) return near;
  }
  const downwards = first === undefined;
  const count = whole !== undefined && whole < mostTried ? whole : mostTried;
  for (let index = 0n; index < count; index += 1n) {
    solver.budget.spend(1);
    const hit = check(downwards ? start - index : start + index);
    if (hit !== undefined) return hit;
  }
  if (downwards && last !== undefined && start < last) {
    for (let index = 1n; index < mostTried && start + index <= last; index += 1n) {
      const hit = check(start + index);
      if (hit !== undefined) return hit;
    }
  }
  if (inexactSeen) return inexact;
  if (whole !== undefined && whole <= count) return none;
  return unknown('no number was found among the first thousands of the grid');
}

/** Between different bounds without a grid lie endlessly many numbers: a plain one is looked for. */
function betweenBounds(demands: Demands, excluded: readonly number[], solver: Solver): Search {
  for (const value of plainNumbers(demands)) {
    solver.budget.spend(1);
    if (!fits(value, demands)) continue;
    const double = doubleOf(value);
    if (double !== undefined && !excluded.includes(double)) return found(double);
  }
  return unknown('no number that a double holds exactly was found between the bounds');
}

function* plainNumbers({ least, most }: Demands): Generator<Rational> {
  const from = least?.value;
  const to = most?.value;
  const one = rational(1n);
  const low = from ?? (to === undefined ? rational(0n) : plus(to, rational(-1_000n)));
  const high = to ?? plus(low, rational(1_000n));
  const base = rational(floorSteps(low, one));
  yield rational(0n);
  yield one;
  if (from !== undefined) yield from;
  if (to !== undefined) yield to;
  for (let index = 0n; index < 40n; index += 1n) yield plus(base, rational(index));
  const width = plus(high, times(low, -1n));
  for (let digits = 1n; digits < 20n; digits += 1n) {
    const scale = 10n ** digits;
    const start = floorSteps(low, rational(1n, scale));
    for (let index = 0n; index < 40n; index += 1n) yield rational(start + index, scale);
  }
  for (let part = 1n; part < 60n; part += 1n) {
    const middle = plus(low, rational(width.numerator * part, width.denominator * 64n));
    yield middle;
    const near = Number(middle.numerator) / Number(middle.denominator);
    if (Number.isFinite(near)) yield rationalOf(near);
  }
}
