/** A quantity that plant systems report: what a field of an event or a tag of a sensor carries. */
export interface Measure {
  readonly name: string;
  readonly description: string;
  /** UCUM, as the profile writes it on a property. */
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
}

function measure(
  name: string,
  unit: string,
  minimum: number,
  maximum: number,
  description: string,
): Measure {
  return { name, unit, minimum, maximum, description };
}

/** The unit as the value of a property in YAML. */
export function writtenUnit(unit: string): string {
  return unit.startsWith('{') ? unit : `"${unit}"`;
}

const gas = '{ code: m3, quantity: volume, reference: "0 Cel, 1.01325 bar" }';
const celsius = '{ code: Cel, quantity: temperature }';

/** What rolling mills, casters, furnaces and their utilities measure. */
export const measures: readonly Measure[] = [
  measure('weight', 't', 0, 400, 'Weight on the scale when the piece left the station.'),
  measure('width', 'mm', 600, 2600, 'Width behind the last stand, mean over the length.'),
  measure('thickness', 'mm', 1, 320, 'Thickness in the middle of the width.'),
  measure('length', 'm', 0, 2000, 'Length cut to order, without the crop ends.'),
  measure('flatness', 'mm', 0, 40, 'Largest gap under a straightedge of two metres.'),
  measure('crown', 'um', -200, 400, 'Thickness in the middle less the mean of both edges.'),
  measure('rolling_force', 'kN', 0, 60000, 'Largest force of the last pass.'),
  measure('rolling_speed', 'm/s', 0, 25, 'Mean speed of the last pass.'),
  measure('furnace_time', 'min', 0, 900, 'Time in the reheating furnace.'),
  measure('discharge_temperature', celsius, 900, 1350, 'Surface when it left the furnace.'),
  measure('finish_temperature', celsius, 500, 1100, 'Surface behind the last stand.'),
  measure('coiling_temperature', celsius, 20, 850, 'Surface in front of the coiler.'),
  measure('bath_temperature', celsius, 1400, 1750, 'Bath when the sample was taken.'),
  measure('oxygen_volume', gas, 0, 20000, 'Oxygen blown since the start, at the meter.'),
  measure('argon_volume', gas, 0, 500, 'Argon stirred through the plug, at the meter.'),
  measure('electric_energy', 'kW.h', 0, 120000, 'Electric energy of all drives of the station.'),
  measure('water_flow', 'm3/h', 0, 4000, 'Cooling water, mean over the operation.'),
  measure('water_pressure', 'bar', 0, 250, 'Descaling water in front of the headers.'),
  measure('lime_weight', 'kg', 0, 12000, 'Lime charged, from the weighing hopper.'),
  measure('alloy_weight', 'kg', 0, 9000, 'Alloys charged, from the weighing hopper.'),
  measure('slag_weight', 'kg', 0, 40000, 'Slag tapped, from the ladle crane.'),
  measure('strip_tension', 'kN', 0, 900, 'Tension between the last stand and the coiler.'),
  measure('elongation', '%', 0, 12, 'Elongation of the skin pass.'),
  measure('surface_roughness', 'um', 0, 12, 'Roughness Ra across the rolling direction.'),
  measure('coating_mass', 'g/m2', 0, 700, 'Zinc on both sides, from the hot gauge.'),
  measure('vacuum_pressure', 'mbar', 0, 1100, 'Lowest pressure over the bath.'),
  measure('stirring_time', 'min', 0, 120, 'Time with the plug open.'),
  measure('vibration', 'mm/s', 0, 50, 'Velocity of the bearing on the drive side, effective.'),
];

/** Elements of an analysis, by the symbol in lower case. */
export const elements: readonly (readonly [symbol: string, name: string])[] = [
  ['c', 'Carbon.'],
  ['si', 'Silicon.'],
  ['mn', 'Manganese.'],
  ['p', 'Phosphorus.'],
  ['s', 'Sulphur.'],
  ['cr', 'Chromium.'],
  ['ni', 'Nickel.'],
  ['mo', 'Molybdenum.'],
];
