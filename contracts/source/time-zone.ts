import { remembered } from './remembered.ts';

/** True for an IANA zone name (`Europe/Berlin`, `UTC`); offsets such as `+01:00` are no zones. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64 || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  // The first format of a process loads all time zones.
  return remembered('time zone', name, () => isZone(name));
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Zone names that a typing error can be compared with. */
export function knownTimeZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone');
}
