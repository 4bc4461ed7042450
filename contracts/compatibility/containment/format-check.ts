/**
 * Formats as RFC 3339, 4122, 5321, 3986, 4291 and 6901 word them, read step by step: what the
 * interpreter says of them is derived neither from the languages of the search nor from the
 * generated validators.
 */
const CHECKS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', isDate],
  [
    'date-time',
    (text) => /^[tT]$/.test(text.charAt(10)) && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  ],
  ['date-time-local', isLocalDateTime],
  ['local-date-time', isLocalDateTime],
  ['duration', isDuration],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['json-pointer', (text) => text === '' || (text.startsWith('/') && !/~(?![01])/.test(text))],
  ['time', isTime],
  ['time-local', isLocalTime],
  ['local-time', isLocalTime],
  ['uri', (text) => /^[a-z][-a-z0-9+.]*:/i.test(text) && isUriReference(text)],
  ['uri-reference', isUriReference],
  ['uuid', isUuid],
]);

/** True also for formats that nobody asserts. */
export function hasFormat(format: string, text: string): boolean {
  return CHECKS.get(format)?.(text) ?? true;
}

/** A whole number written with exactly so many digits. */
function digits(text: string, count: number): number | undefined {
  return text.length === count && /^[0-9]*$/.test(text) ? Number(text) : undefined;
}

function isDate(text: string): boolean {
  const [year = '', month = '', day = '', ...more] = text.split('-');
  const [y, m, d] = [digits(year, 4), digits(month, 2), digits(day, 2)];
  if (y === undefined || m === undefined || d === undefined || more.length > 0) return false;
  // 400 years repeat themselves; the first hundred years are others to Date.
  const date = new Date(Date.UTC(2_000 + (y % 400), m - 1, d));
  return m >= 1 && d >= 1 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
}

interface Clock {
  readonly minutes: number;
  readonly seconds: number;
}

function clockOf(text: string): Clock | undefined {
  const [hour = '', minute = '', last = '', ...more] = text.split(':');
  const [second = '', fraction, ...rest] = last.split('.');
  const [h, m, s] = [digits(hour, 2), digits(minute, 2), digits(second, 2)];
  if (h === undefined || m === undefined || s === undefined) return undefined;
  if (more.length > 0 || rest.length > 0 || h > 23 || m > 59 || s > 60) return undefined;
  if (fraction !== undefined && !/^[0-9]+$/.test(fraction)) return undefined;
  return { minutes: h * 60 + m, seconds: s };
}

/** Minutes east of UTC. */
function offsetOf(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const sign = text.startsWith('+') ? 1 : text.startsWith('-') ? -1 : undefined;
  const [hour = '', minute = '', ...more] = text.slice(1).split(':');
  const [h, m] = [digits(hour, 2), digits(minute, 2)];
  if (sign === undefined || h === undefined || m === undefined || more.length > 0) return undefined;
  return h > 23 || m > 59 ? undefined : sign * (h * 60 + m);
}

function isLocalTime(text: string): boolean {
  const clock = clockOf(text);
  return clock !== undefined && clock.seconds < 60;
}

function isTime(text: string): boolean {
  const start = text.search(/[zZ+-]/);
  if (start < 0) return false;
  const clock = clockOf(text.slice(0, start));
  const offset = offsetOf(text.slice(start));
  if (clock === undefined || offset === undefined) return false;
  if (clock.seconds < 60) return true;
  const utc = (clock.minutes - offset + 2 * 1_440) % 1_440;
  return utc === 1_439;
}

/** Of a text that ends like `08:59:60+09:00`: its second 60 is the last one of a day in UTC. */
export function isLeapSecond(text: string): boolean {
  const [clock = ''] = /[0-9:.]+[+-][0-9:]+$/.exec(text) ?? [];
  return /:60[.+-]/.test(clock) && isTime(clock);
}

function isLocalDateTime(text: string): boolean {
  return (
    /^[tT ]$/.test(text.charAt(10)) && isDate(text.slice(0, 10)) && isLocalTime(text.slice(11))
  );
}

/** Units descend without a gap. */
function isUnits(text: string, units: string): boolean {
  const found = [...text.matchAll(/([0-9]+)([A-Z])/g)];
  if (found.map(([each]) => each).join('') !== text || found.length === 0) return false;
  return units.includes(found.map(([, , unit]) => unit).join(''));
}

function isDuration(text: string): boolean {
  if (text.length > 99 || !text.startsWith('P')) return false;
  const [date = '', time, ...more] = text.slice(1).split('T');
  if (more.length > 0) return false;
  if (time === undefined) return isUnits(date, 'YMD') || isUnits(date, 'W');
  return (date === '' || isUnits(date, 'YMD')) && isUnits(time, 'HMS');
}

function isHostname(text: string): boolean {
  return (
    text.length <= 253 &&
    text
      .split('.')
      .every(
        (label) =>
          label.length > 0 &&
          label.length <= 63 &&
          /^[-A-Za-z0-9]*$/.test(label) &&
          !label.startsWith('-') &&
          !label.endsWith('-'),
      )
  );
}

function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return (
    octets.length === 4 &&
    octets.every(
      (each) => String(Number(each)) === each && /^[0-9]+$/.test(each) && Number(each) < 256,
    )
  );
}

function isIpv6(text: string): boolean {
  const sides = text.split('::');
  const [left = '', right] = sides;
  if (sides.length > 2) return false;
  const groups = (side: string): readonly string[] => (side === '' ? [] : side.split(':'));
  const all = [...groups(left), ...groups(right ?? '')];
  const lastIsIpv4 = (right ?? left) !== '' && isIpv4(all.at(-1) ?? '');
  const plain = lastIsIpv4 ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (lastIsIpv4 ? 2 : 0);
  return right === undefined ? count === 8 : count < 8;
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (at < 1 || at > 64 || text.length > 320) return false;
  const quoted = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(local);
  const mailbox =
    quoted === null
      ? local.split('.').every((atom) => /^[-A-Za-z0-9!#$%&'*+/=?^_`{|}~]+$/.test(atom))
      : /^[\x20-\x7e]*$/.test(quoted[1] ?? '');
  if (!mailbox) return false;
  const [, inside] = /^\[([\s\S]*)\]$/.exec(domain) ?? [];
  if (inside === undefined) return isHostname(domain);
  return inside.startsWith('IPv6:') ? isIpv6(inside.slice(5)) : isIpv4(inside);
}

function isUuid(text: string): boolean {
  const lengths = text.split('-').map(({ length }) => length);
  return lengths.join() === '8,4,4,4,12' && /^[-0-9a-fA-F]*$/.test(text);
}

/** RFC 3986, appendix B takes the text apart. */
function isUriReference(text: string): boolean {
  if (!/^[-\w.~:/?#[\]@!$&'()*+,;=%]*$/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text))
    return false;
  const hash = text.indexOf('#');
  if (hash >= 0 && text.includes('#', hash + 1)) return false;
  const [beforeHash = ''] = text.split('#');
  const [hierarchy = ''] = beforeHash.split('?');
  const colon = hierarchy.indexOf(':');
  const slash = hierarchy.indexOf('/');
  const hasScheme = colon > 0 && (slash < 0 || colon < slash);
  if (hasScheme && !/^[A-Za-z][-A-Za-z0-9+.]*$/.test(hierarchy.slice(0, colon))) return false;
  const rest = hasScheme ? hierarchy.slice(colon + 1) : hierarchy;
  if (!rest.startsWith('//')) return !/[[\]]/.test(rest);
  const end = rest.indexOf('/', 2);
  const authority = rest.slice(2, end < 0 ? undefined : end);
  return isAuthority(authority) && !/[[\]]/.test(end < 0 ? '' : rest.slice(end));
}

function isAuthority(authority: string): boolean {
  const bracket = authority.indexOf('[');
  const at = (bracket < 0 ? authority : authority.slice(0, bracket)).indexOf('@');
  const host = authority.slice(at + 1);
  if (authority.slice(0, Math.max(0, at)).includes(']')) return false;
  if (!host.startsWith('[')) return /^[^@:[\]]*(?::[0-9]*)?$/.test(host);
  const close = host.indexOf(']');
  const inside = host.slice(1, close);
  if (close < 0 || !/^(?::[0-9]*)?$/.test(host.slice(close + 1))) return false;
  return isIpv6(inside) || /^v[0-9a-fA-F]+\./.test(inside);
}
