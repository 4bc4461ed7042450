import type { Snippet } from './snippet.ts';

export type FormatSnippetName =
  | 'dateFormat'
  | 'dateTimeFormat'
  | 'durationFormat'
  | 'emailFormat'
  | 'hostnameFormat'
  | 'ipv4Format'
  | 'ipv6Format'
  | 'jsonPointerFormat'
  | 'localDateTimeFormat'
  | 'localTimeFormat'
  | 'timeFormat'
  | 'uriFormat'
  | 'uriReferenceFormat'
  | 'uuidFormat';

/** The formats that `assert` checks; others stay annotations. `date-time-local` is OpenAPI's. */
export const FORMATS: ReadonlyMap<string, FormatSnippetName> = new Map([
  ['date', 'dateFormat'],
  ['date-time', 'dateTimeFormat'],
  ['date-time-local', 'localDateTimeFormat'],
  ['local-date-time', 'localDateTimeFormat'],
  ['duration', 'durationFormat'],
  ['email', 'emailFormat'],
  ['hostname', 'hostnameFormat'],
  ['ipv4', 'ipv4Format'],
  ['ipv6', 'ipv6Format'],
  ['json-pointer', 'jsonPointerFormat'],
  ['time', 'timeFormat'],
  ['time-local', 'localTimeFormat'],
  ['local-time', 'localTimeFormat'],
  ['uri', 'uriFormat'],
  ['uri-reference', 'uriReferenceFormat'],
  ['uuid', 'uuidFormat'],
]);

/** What a format looks like, for messages. */
export const FORMAT_EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['date', 'a date such as 2026-03-29'],
  ['date-time', 'a time with offset such as 2026-03-29T06:30:00Z'],
  ['date-time-local', 'a local time such as 2026-03-29T06:30:00'],
  ['local-date-time', 'a local time such as 2026-03-29T06:30:00'],
  ['duration', 'an ISO 8601 duration such as PT15M'],
  ['email', 'an e-mail address'],
  ['hostname', 'a host name'],
  ['ipv4', 'an IPv4 address'],
  ['ipv6', 'an IPv6 address'],
  ['json-pointer', 'a JSON pointer'],
  ['time', 'a time of day with offset such as 06:30:00Z'],
  ['time-local', 'a time of day such as 06:30:00'],
  ['local-time', 'a time of day such as 06:30:00'],
  ['uri', 'a URI'],
  ['uri-reference', 'a URI reference'],
  ['uuid', 'a UUID'],
]);

/** RFC 3339 with year 0000 and leap seconds only where UTC has 23:59:60; others by their RFCs. */
export const FORMAT_SNIPPETS: Readonly<Record<FormatSnippetName, Snippet<FormatSnippetName>>> = {
  dateFormat: {
    text: String.raw`
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function isDay(s) {
  const month = (s.charCodeAt(5) - 48) * 10 + s.charCodeAt(6) - 48;
  const day = (s.charCodeAt(8) - 48) * 10 + s.charCodeAt(9) - 48;
  if (month < 1 || month > 12 || day < 1) return false;
  if (month === 2 && day === 29) {
    const year = Number(s.slice(0, 4));
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  }
  return day <= DAYS[month];
}
function dateFormat(s) {
  return DATE.test(s) && isDay(s);
}`,
  },
  localTimeFormat: {
    text: String.raw`
const LOCAL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?$/;
function localTimeFormat(s) {
  return LOCAL_TIME.test(s);
}`,
  },
  timeFormat: {
    text: String.raw`
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const LEAP = /^(\d\d):(\d\d):60(?:\.\d+)?(?:[zZ]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
function timeFormat(s) {
  if (TIME.test(s)) return true;
  const leap = LEAP.exec(s);
  if (leap === null || Number(leap[1]) > 23 || Number(leap[2]) > 59) return false;
  const offset = leap[3] === undefined ? 0 : (leap[3] === "-" ? -1 : 1) * (Number(leap[4]) * 60 + Number(leap[5]));
  return (((Number(leap[1]) * 60 + Number(leap[2]) - offset) % 1440) + 1440) % 1440 === 1439;
}`,
  },
  dateTimeFormat: {
    needs: ['dateFormat', 'timeFormat'],
    text: String.raw`
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[tT](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
function dateTimeFormat(s) {
  if (DATE_TIME.test(s)) return isDay(s);
  return s.length > 18 && /^\d{4}-\d{2}-\d{2}[tT]/.test(s) && isDay(s) && timeFormat(s.slice(11));
}`,
  },
  localDateTimeFormat: {
    needs: ['dateFormat'],
    text: String.raw`
const LOCAL_DATE_TIME = /^\d{4}-\d{2}-\d{2}[tT ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?$/;
function localDateTimeFormat(s) {
  return LOCAL_DATE_TIME.test(s) && isDay(s);
}`,
  },
  uuidFormat: {
    text: `
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
function uuidFormat(s) {
  return UUID.test(s);
}`,
  },
  durationFormat: {
    text: String.raw`
const DURATION = /^P(?:\d+W|(?=\d|T)(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?=\d)(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;
function durationFormat(s) {
  return s.length < 100 && DURATION.test(s);
}`,
  },
  ipv4Format: {
    text: String.raw`
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
function ipv4Format(s) {
  return s.length < 16 && IPV4.test(s);
}`,
  },
  ipv6Format: {
    needs: ['ipv4Format'],
    text: `
function ipv6Format(s) {
  if (s.length > 45 || !/^[0-9a-fA-F:.]+$/.test(s)) return false;
  let text = s;
  const dot = text.lastIndexOf(":");
  if (text.includes(".")) {
    if (dot < 0 || !ipv4Format(text.slice(dot + 1))) return false;
    text = text.slice(0, dot + 1) + "0:0";
  }
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}`,
  },
  hostnameFormat: {
    text: `
function hostnameFormat(s) {
  return s.length > 0 && s.length < 254 && s.split(".").every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}`,
  },
  emailFormat: {
    needs: ['hostnameFormat', 'ipv4Format', 'ipv6Format'],
    text: String.raw`
function emailFormat(s) {
  const at = s.lastIndexOf("@");
  if (at < 1 || at > 64 || s.length > 320) return false;
  const local = s.slice(0, at);
  const domain = s.slice(at + 1);
  if (!/^[a-z0-9!#$%&'*+/=?^_${'`'}{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_${'`'}{|}~-]+)*$/i.test(local) && !/^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/.test(local)) return false;
  if (domain.startsWith("[IPv6:") && domain.endsWith("]")) return ipv6Format(domain.slice(6, -1));
  if (domain.startsWith("[") && domain.endsWith("]")) return ipv4Format(domain.slice(1, -1));
  return hostnameFormat(domain);
}`,
  },
  jsonPointerFormat: {
    text: String.raw`
function jsonPointerFormat(s) {
  return s === "" || /^(?:\/(?:[^~/]|~0|~1)*)+$/.test(s);
}`,
  },
  uriReferenceFormat: {
    needs: ['ipv6Format'],
    text: String.raw`
function uriReferenceFormat(s) {
  if (!/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9a-fA-F]{2})*$/.test(s)) return false;
  const m = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(s);
  if (m === null || (m[4] ?? "").includes("#") || /[[\]]/.test(m[3])) return false;
  if (m[1] !== undefined && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(m[1])) return false;
  if (m[2] === undefined) return true;
  const host = /^(?:[^@[\]]*@)?(?:\[([^\]]*)\]|[^:@[\]]*)(?::\d*)?$/.exec(m[2]);
  return host !== null && (host[1] === undefined || ipv6Format(host[1]) || /^v[0-9a-fA-F]+\./.test(host[1]));
}`,
  },
  uriFormat: {
    needs: ['uriReferenceFormat'],
    text: `
function uriFormat(s) {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(s) && uriReferenceFormat(s);
}`,
  },
};
