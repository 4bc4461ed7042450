import { rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { bindCalendar } from './bind-calendar.ts';
import { bindDomains } from './bind-domains.ts';
import { matching, zoneOf } from './checked-text.ts';
import type { Plant } from './plant.ts';
import { type Findings, knownKeys, mappingsOf, note, wrongType } from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';

/** Each becomes rows for up to 20 years. */
const mostCalendars = 20;

/** What `plant.yaml` says; undefined, with findings, where a part of it is missing or wrong. */
export function bindPlantHeader(
  document: SourceDocument,
  content: RepositoryContent,
  findings: Findings,
): Omit<Plant, 'products'> | undefined {
  const at = rootNode(document);
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return undefined;
  }
  knownKeys(at, ['name', 'timeZone', 'topicRoot', 'calendars', 'domains'], findings);
  const name = matching(
    at,
    'name',
    /^[a-z][a-z0-9_-]{0,39}$/,
    "lower case letters, digits, '_' and '-', a letter first",
    findings,
  );
  const timeZone = zoneOf(at, 'timeZone', findings);
  const topicRoot = matching(
    at,
    'topicRoot',
    /^[\p{L}\p{N}_.-]{1,60}(\/[\p{L}\p{N}_.-]{1,60}){0,4}$/u,
    'one or more topic levels without wildcards',
    findings,
  );
  const written = mappingsOf(at, 'calendars', findings);
  const excess = written[mostCalendars];
  if (excess !== undefined) {
    const message = `the plant has more than ${mostCalendars} calendars`;
    note(findings, 'value-not-allowed', excess, message, 'share one between domains');
  }
  const seen = new Set<string>();
  const calendars = written.slice(0, mostCalendars).flatMap((entry) => {
    const calendar = bindCalendar(entry, content, findings);
    if (calendar === undefined) return [];
    if (seen.has(calendar.name)) {
      note(
        findings,
        'name-taken',
        entry,
        `the calendar '${calendar.name}' stands twice`,
        'rename one',
      );
      return [];
    }
    seen.add(calendar.name);
    return [calendar];
  });
  const domains = bindDomains(at, findings);
  if (name === undefined || timeZone === undefined || topicRoot === undefined) return undefined;
  return { name, timeZone, topicRoot, calendars, domains };
}
