import type { Row, Store } from '../../../connectors/connector.ts';
import type { LiveView } from '../view/live-view.ts';
import { eventually, type SceneOutcome } from './scene.ts';

interface Known extends Row {
  readonly carbon_equivalent: string;
  readonly off_grade: boolean | null;
  readonly heat_revision: string;
  readonly known_at: string;
  readonly cause: { readonly reason?: string; readonly event_ids?: readonly string[] } | null;
}

/** The KPI of a heat before and after the laboratory corrected its analysis. */
export interface Correction {
  readonly heatId: string;
  readonly before: string;
  readonly now: string;
}

export interface CorrectionOutcome extends SceneOutcome {
  readonly correction?: Correction;
}

/** The laboratory corrects a heat: its KPI changes, and what was known before stays known. */
export async function watchCorrection(
  heatId: string,
  stage: { readonly store: Store; readonly view: LiveView; readonly signal: AbortSignal },
): Promise<CorrectionOutcome> {
  const { store, view, signal } = stage;
  const name = 'laboratory correction';
  const revisions = await eventually(() => revisionsOf(store, heatId), {
    withinMs: 20_000,
    everyMs: 100,
    signal,
  });
  if (revisions === undefined) {
    return { name, faults: [`the KPI of heat ${heatId} did not change after its correction`] };
  }
  const [before, now] = revisions;
  const remark = await remarkOf(store, heatId, now.heat_revision);
  view.tell(`The laboratory corrects heat ${heatId}: its carbon equivalent changes`, [
    `known before  ${before.carbon_equivalent} %   since ${clockTime(before.known_at)}   heat revision ${before.heat_revision}`,
    `known now     ${now.carbon_equivalent} %   since ${clockTime(now.known_at)}   heat revision ${now.heat_revision}`,
    `reason        ${now.cause?.reason ?? 'none given'}: ${remark}`,
  ]);
  return {
    name,
    faults: now.cause === null ? [`the new KPI of heat ${heatId} names no cause`] : [],
    correction: { heatId, before: before.carbon_equivalent, now: now.carbon_equivalent },
  };
}

/** The last two revisions of the KPI, once the carbon equivalent differs between them. */
async function revisionsOf(
  store: Store,
  heatId: string,
): Promise<readonly [Known, Known] | undefined> {
  const rows = await store.query<Known>({
    text: `SELECT carbon_equivalent, off_grade, heat_revision, _committed_at AS known_at, _cause AS cause
FROM business.heat_kpi_history_v1 WHERE heat_id = $1 AND NOT _gone ORDER BY _committed_at`,
    values: [heatId],
  });
  const now = rows.at(-1);
  const before = rows.findLast((row) => row.carbon_equivalent !== now?.carbon_equivalent);
  return now === undefined || before === undefined ? undefined : [before, now];
}

async function remarkOf(store: Store, heatId: string, revision: string): Promise<string> {
  const [row] = await store.query<{ remarks: string | null }>({
    text: 'SELECT remarks FROM curated.heat_history_v1 WHERE heat_id = $1 AND revision = $2',
    values: [heatId, revision],
  });
  return row?.remarks ?? 'no remark';
}

function clockTime(text: string): string {
  return `${new Date(text).toISOString().slice(11, 19)} UTC`;
}
