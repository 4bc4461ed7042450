import { type Dimension, dimensionOf } from './unit-dimension.ts';

/** Kinds of quantity that a unit may be of, each with a code that has its dimension. */
const codes: Readonly<Record<string, string>> = {
  temperature: 'K',
  'temperature-difference': 'K',
  'temperature-gradient': 'K/m',
  'temperature-rate': 'K/s',
  length: 'm',
  thickness: 'm',
  width: 'm',
  height: 'm',
  diameter: 'm',
  position: 'm',
  roughness: 'm',
  area: 'm2',
  volume: 'm3',
  mass: 'g',
  weight: 'g',
  time: 's',
  duration: 's',
  speed: 'm/s',
  velocity: 'm/s',
  acceleration: 'm/s2',
  frequency: '/s',
  'rotational-speed': '/s',
  angle: 'rad',
  pressure: 'Pa',
  'pressure-difference': 'Pa',
  stress: 'Pa',
  strength: 'Pa',
  force: 'N',
  torque: 'N.m',
  energy: 'J',
  work: 'J',
  heat: 'J',
  'active-energy': 'J',
  'reactive-energy': 'J',
  'apparent-energy': 'J',
  power: 'W',
  'active-power': 'W',
  'reactive-power': 'W',
  'apparent-power': 'W',
  'heat-flow': 'W',
  'heat-flux': 'W/m2',
  voltage: 'V',
  current: 'A',
  charge: 'C',
  resistance: 'Ohm',
  conductivity: 'S/m',
  density: 'g/m3',
  concentration: 'g/m3',
  viscosity: 'Pa.s',
  'volume-flow': 'm3/s',
  'mass-flow': 'g/s',
  'water-flow': 'm3/s',
  'specific-energy': 'J/g',
  'specific-volume': 'm3/g',
  'mass-fraction': '1',
  'volume-fraction': '1',
  fraction: '1',
  ratio: '1',
  efficiency: '1',
  humidity: '1',
  count: '1',
  dimensionless: '1',
  amount: 'mol',
  illuminance: 'lx',
};

const kinds: ReadonlyMap<string, { readonly code: string; readonly dimension: Dimension }> =
  new Map(
    Object.entries(codes).flatMap(([kind, code]) => {
      const dimension = dimensionOf(code);
      return dimension === undefined ? [] : [[kind, { code, dimension }] as const];
    }),
  );

/** The dimension of a kind of quantity, and a code of it; undefined for a kind of another list. */
export function quantityKind(
  kind: string,
): { readonly code: string; readonly dimension: Dimension } | undefined {
  return kinds.get(kind);
}

export function quantityKinds(): readonly string[] {
  return [...kinds.keys()];
}
