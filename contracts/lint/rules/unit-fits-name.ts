import type { Place } from '../../finding.ts';
import { placeOf } from '../../source/node-at.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';
import {
  codeOfDimension,
  dimensionOf,
  isDimensionless,
  isSameDimension,
} from '../unit-dimension.ts';
import { writtenTags, writtenUnits } from '../written-units.ts';

/** What a word at the end of a name measures, as codes of the possible dimensions. */
const measured: Readonly<Record<string, readonly string[]>> = {
  temperature: ['Cel'],
  pressure: ['Pa'],
  voltage: ['V'],
  current: ['A'],
  power: ['W'],
  energy: ['J'],
  force: ['N'],
  torque: ['N.m'],
  area: ['m2'],
  volume: ['m3'],
  thickness: ['m'],
  diameter: ['m'],
  length: ['m', 's'],
  width: ['m', 's'],
  height: ['m'],
  distance: ['m'],
  duration: ['s'],
  frequency: ['/s'],
  speed: ['m/min', '/min'],
  velocity: ['m/s', '/min'],
  mass: ['kg', 'kg/m', 'kg/m2'],
  weight: ['kg', 'N', 'kg/m', 'kg/m2'],
  flow: ['m3/h', 'kg/h', 'mol/s', 'W'],
};

/** Words that say which of several values of a quantity it is. */
const statistics = new Set(
  'max,min,mean,avg,average,median,std,deviation,sum,total,maximum,minimum,setpoint,target,actual,nominal,measured,value,start,end,in,out,inlet,outlet,before,after,1,2,3,4'.split(
    ',',
  ),
);

/** A unit does not contradict the name of its field or tag. */
export const unitFitsName: Rule = {
  id: 'unit-fits-name',
  severity: 'warning',
  summary:
    'A field or tag that is called temperature, weight or speed has a unit of that quantity.',
  why: 'Units are copied from row to row: a weight in degrees Celsius looks like a number everywhere, until somebody adds it up.',
  *check(context) {
    for (const { path, dataset, codeAt, code } of writtenUnits(context)) {
      const name = path.slice(path.lastIndexOf('.') + 1);
      yield* judge(
        name,
        code,
        `'${path}' in dataset '${dataset}'`,
        placeOf(codeAt),
        codeAt.pointer,
      );
    }
    for (const { dataset, tags } of writtenTags(context)) {
      for (const { id, unit, place } of tags) {
        if (unit !== undefined)
          yield* judge(id, unit.code, `tag '${id}' of '${dataset}'`, place, '');
      }
    }
  },
};

function* judge(
  name: string,
  code: string,
  subject: string,
  place: Place,
  pointer: string,
): Iterable<Problem> {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  while (words.length > 1 && statistics.has(words.at(-1) ?? '')) words.pop();
  const word = words.at(-1) ?? '';
  const possible = Object.hasOwn(measured, word) ? measured[word] : undefined;
  const dimension = dimensionOf(code);
  if (possible === undefined || dimension === undefined || isDimensionless(dimension)) return;
  const fits = possible.some((each) => isSameDimension(dimensionOf(each) ?? [], dimension));
  if (fits) return;
  const [first = code] = possible;
  const meant = codeOfDimension(code, dimensionOf(first) ?? [], first);
  yield {
    place,
    pointer,
    message: `the unit '${code}' of ${subject} does not measure ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`,
    hint: `write a unit such as '${meant}', or another name`,
  };
}
