import { isLeapSecond } from './format-check.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

const CLOCK = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?`;
const OFFSET = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`;
const LEAP_YEAR = String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`;
const DAY_OF_YEAR = String.raw`(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))`;
const DATE = String.raw`(?:\d{4}-${DAY_OF_YEAR}|${LEAP_YEAR}-02-29)`;
/** With the leap seconds that are written in UTC. */
const TIME = String.raw`(?:${CLOCK}(?:[zZ]|[+-]${OFFSET})|23:59:60(?:\.\d+)?(?:[zZ]|[+-]00:00))`;
const LEAP_ELSEWHERE = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:60(?:\.\d+)?[+-]${OFFSET}`;

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4 = String.raw`(?:${OCTET}\.){3}${OCTET}`;
const GROUP = '[0-9a-fA-F]{1,4}';
const IPV6 = `(?:${[...ipv6Shapes()].join('|')})`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?';
const HOSTNAME = String.raw`${LABEL}(?:\.${LABEL})*`;
const ATOM = "[A-Za-z0-9!#$%&'*+\\/=?^_`{|}~\\-]+";
const MAILBOX = String.raw`(?:${ATOM}(?:\.${ATOM})*|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")`;

function* ipv6Shapes(): Generator<string> {
  yield `(?:${GROUP}:){7}${GROUP}`;
  yield `(?:${GROUP}:){6}${IPV4}`;
  for (let left = 0; left < 8; left += 1) {
    const head = left === 0 ? '::' : `${GROUP}(?::${GROUP}){${left - 1}}::`;
    const room = 7 - left;
    yield room === 0 ? head : `${head}(?:${GROUP}(?::${GROUP}){0,${room - 1}})?`;
    if (room >= 2) yield `${head}(?:${GROUP}:){0,${room - 2}}${IPV4}`;
  }
}

const part = (others: string) => `(?:[A-Za-z0-9\\-._~!$&'()*+,;=${others}]|%[0-9a-fA-F]{2})`;
const USER = `(?:${part(':')}*@)?`;
const BRACKETED = String.raw`\[(?:${IPV6}|v[0-9a-fA-F]+\.${part(':@[')}*)\]`;
const AUTHORITY = String.raw`\/\/${USER}(?:${BRACKETED}|${part('')}*)(?::\d*)?`;
const SEGMENTS = `(?:\\/${part(':@')}*)*`;
const AFTER = String.raw`(?:\?${part(':@\\/?[\\]')}*)?(?:#${part(':@\\/?[\\]')}*)?`;
const SCHEME = '[A-Za-z][A-Za-z0-9+.\\-]*:';
/** A path that does not start with two slashes. */
const PATH = `(?:\\/(?:${part(':@')}+${SEGMENTS})?|${part(':@')}+${SEGMENTS})?`;
/** The same where a colon in the first segment would end a scheme; one at its very start does not. */
const BARE_PATH = `(?:\\/(?:${part(':@')}+${SEGMENTS})?|(?::${part(':@')}*|${part('@')}+)${SEGMENTS})?`;
const URI = `${SCHEME}(?:${AUTHORITY}${SEGMENTS}|${PATH})${AFTER}`;
const RELATIVE = `(?:${AUTHORITY}${SEGMENTS}|${BARE_PATH})${AFTER}`;

type Language = (pool: NodePool) => SchemaNode;

const regular =
  (source: string): Language =>
  (pool) =>
    pool.pattern(`^(?:${source})$`);

const limited =
  (source: string, longest: number): Language =>
  (pool) =>
    pool.all([pool.pattern(`^(?:${source})$`), pool.counted('max-length', longest)]);

/** Leap seconds away from UTC are regular, but only by 1,440 pairs of clock and offset. */
const timed =
  (before: string): Language =>
  (pool) =>
    pool.any([
      pool.pattern(`^${before}${TIME}$`),
      pool.all([
        pool.pattern(`^${before}${LEAP_ELSEWHERE}$`),
        pool.textTest('leap second', isLeapSecond),
      ]),
    ]);

const LOCAL_TIME = regular(CLOCK);
const LOCAL_DATE_TIME = regular(`${DATE}[tT ]${CLOCK}`);

/** The formats that generated validators assert, as the languages that these accept. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['date', regular(DATE)],
  ['date-time', timed(`${DATE}[tT]`)],
  ['date-time-local', LOCAL_DATE_TIME],
  ['local-date-time', LOCAL_DATE_TIME],
  [
    'duration',
    limited(
      String.raw`P(?:\d+W|${period('D', 'M', 'Y')}|(?:${period('D', 'M', 'Y')})?T${period('S', 'M', 'H')})`,
      99,
    ),
  ],
  [
    'email',
    (pool) =>
      pool.all([
        pool.pattern(String.raw`^${MAILBOX}@(?:${HOSTNAME}|\[IPv6:${IPV6}\]|\[${IPV4}\])$`),
        pool.pattern('^[^]{1,64}@[^@]*$'),
        // Of the domain alone.
        pool.pattern(String.raw`@(?:\[[^@]*|[^@]{0,253})$`),
        pool.counted('max-length', 320),
      ]),
  ],
  ['hostname', limited(HOSTNAME, 253)],
  ['ipv4', regular(IPV4)],
  ['ipv6', regular(IPV6)],
  ['json-pointer', regular('(?:\\/(?:[^~\\/]|~0|~1)*)*')],
  ['time', timed('')],
  ['time-local', LOCAL_TIME],
  ['local-time', LOCAL_TIME],
  ['uri', regular(URI)],
  ['uri-reference', (pool) => pool.any([regular(URI)(pool), regular(RELATIVE)(pool)])],
  ['uuid', regular('[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')],
]);

/** Units that follow each other without a gap: `1H`, `1H2M`, `2M3S`, but not `1H3S`. */
function period(small: string, middle: string, large: string): string {
  const [a, b, c] = [large, middle, small].map((unit) => String.raw`\d+${unit}`);
  return `(?:${a}(?:${b}(?:${c})?)?|${b}(?:${c})?|${c})`;
}

/** The texts of a format as a node; undefined for a format that nobody asserts. */
export function formatLanguage(format: string, pool: NodePool): SchemaNode | undefined {
  return LANGUAGES.get(format)?.(pool);
}
