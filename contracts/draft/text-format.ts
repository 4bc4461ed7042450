/**
 * What a text is by its form: formats of JSON Schema, a time that only a declared zone makes an
 * instant (no offset, or not RFC 3339 to the letter), and a number that somebody quoted.
 */
export type TextFormat = 'date-time' | 'date' | 'time' | 'uuid' | 'local-date-time' | 'number';

const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[.,]\\d{1,9})?';
const offset = '(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const day = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';

const forms: readonly (readonly [TextFormat, RegExp])[] = [
  ['date-time', new RegExp(`^${day}T${clock.replace('[.,]', '\\.')}${offset}$`)],
  ['local-date-time', new RegExp(`^${day}[Tt ]${clock}${offset}?$`)],
  ['date', new RegExp(`^${day}$`)],
  ['time', new RegExp(`^${clock}${offset}$`)],
  ['uuid', /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/],
  ['number', /^[-+]?(?!0\d)\d{1,40}(?:[.,]\d{1,40})?$/],
];

export function textFormat(text: string): TextFormat | undefined {
  if (text.length > 100) return undefined;
  const format = forms.find(([, form]) => form.test(text))?.[0];
  const isTime = format === 'date-time' || format === 'local-date-time' || format === 'date';
  // The 30th of February has the form of a day.
  return isTime && !isDay(text.slice(0, 10)) ? undefined : format;
}

function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
