import type { RandomSource } from './random-source.ts';

/** Ranges of code points without NUL, surrogates and noncharacters. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x61, 0x7a],
  [0x01, 0x1f],
  [0xc0, 0x24f],
  [0x4e00, 0x4eff],
  [0x0300, 0x036f],
  [0x1f600, 0x1f64f],
  [0x10300, 0x1031f],
  [0x202a, 0x202e],
];

/** Text of so many code points: controls, combining marks, astral signs, direction marks. */
export function unicodeText(random: RandomSource, least: number, most: number): string {
  const length = random.whole(least, Math.max(least, Math.min(most, least + 24)));
  const plain = random.chance(0.6);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    const [from, to] = plain ? ([0x61, 0x7a] as const) : random.pick(RANGES);
    text += String.fromCodePoint(random.whole(from, to));
  }
  return text;
}

const two = (value: number) => String(value).padStart(2, '0');

function day(random: RandomSource): string {
  const time = Date.UTC(random.whole(1990, 2040), random.whole(0, 11), random.whole(1, 31));
  return random.chance(0.05) ? '2024-02-29' : new Date(time).toISOString().slice(0, 10);
}

function timeOfDay(random: RandomSource): string {
  const fraction = random.chance(0.5) ? `.${random.whole(0, 999_999_999)}` : '';
  return `${two(random.whole(0, 23))}:${two(random.whole(0, 59))}:${two(random.whole(0, 59))}${fraction}`;
}

function offset(random: RandomSource): string {
  return random.pick(['Z', 'z', '+00:00', '-00:00', '+01:00', '-09:30', '+05:45', '+14:00']);
}

/** Text that has a format, or undefined for formats that are not generated. */
export function formattedText(random: RandomSource, format: string): string | undefined {
  switch (format) {
    case 'date':
      return day(random);
    case 'time':
      return timeOfDay(random) + offset(random);
    case 'date-time':
      return `${day(random)}${random.pick(['T', 'T', 'T', 't'])}${timeOfDay(random)}${offset(random)}`;
    case 'date-time-local':
    case 'local-date-time':
      return `${day(random)}T${timeOfDay(random)}`;
    case 'uuid': {
      const hex = Array.from({ length: 32 }, () => random.whole(0, 15).toString(16)).join('');
      const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      return random.chance(0.2) ? uuid.toUpperCase() : uuid;
    }
    default:
      return undefined;
  }
}
