import type { Store } from '../../../connectors/connector.ts';
import { type Incident, listIncidents } from '../../../ingestion/quarantine/incidents.ts';
import { decimalCommas } from '../simulator/simulate.ts';
import type { LiveView } from '../view/live-view.ts';
import { eventually, type SceneOutcome } from './scene.ts';

/** A supplier's gateway sends a speed as the text `1,42`: one incident, whatever the count. */
export async function watchDecimalComma(stage: {
  readonly store: Store;
  readonly view: LiveView;
  readonly signal: AbortSignal;
}): Promise<SceneOutcome> {
  const { store, view, signal } = stage;
  const name = 'decimal comma';
  const incident = await eventually(
    async () => {
      const found = (await listIncidents(store, 'metrics', { stream: 'strand.strand' })).filter(
        isDecimalComma,
      );
      return found[0]?.messages === decimalCommas ? found : undefined;
    },
    { withinMs: 20_000, everyMs: 100, signal },
  );
  const [first] = incident ?? [];
  if (incident === undefined || first === undefined) {
    return { name, faults: ['the decimal comma did not come to quarantine'] };
  }
  view.tell('A supplier sends its casting speed as "1,42": one incident in quarantine', [
    `reason  ${first.message} (at ${first.pointer}, ${first.messages} samples)`,
    ...(first.hint === undefined ? [] : [`hint    ${first.hint}`]),
    `sample  ${first.sample?.slice(0, 110) ?? ''}`,
  ]);
  return {
    name,
    faults: [
      ...(incident.length === 1 ? [] : [`the decimal comma made ${incident.length} incidents`]),
      ...(first.hint === undefined ? ['the decimal comma got no hint'] : []),
    ],
  };
}

function isDecimalComma({ sample }: Incident): boolean {
  return sample?.includes('"1,42"') === true;
}
