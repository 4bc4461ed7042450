import type { Store } from '../../../connectors/connector.ts';
import { type Incident, readIncidents } from '../incidents.ts';
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
      const found = (await readIncidents(store)).filter(isDecimalComma);
      return found[0]?.count === decimalCommas ? found : undefined;
    },
    { withinMs: 20_000, everyMs: 100, signal },
  );
  const [first] = incident ?? [];
  if (incident === undefined || first === undefined) {
    return { name, faults: ['the decimal comma did not come to quarantine'] };
  }
  view.tell('A supplier sends its casting speed as "1,42": one incident in quarantine', [
    `reason  ${first.reason} (at ${first.pointer}, ${first.count} samples)`,
    ...(first.hint === undefined ? [] : [`hint    ${first.hint}`]),
    `sample  ${first.sample.slice(0, 110)}`,
  ]);
  return {
    name,
    faults: [
      ...(incident.length === 1 ? [] : [`the decimal comma made ${incident.length} incidents`]),
      ...(first.hint === undefined ? ['the decimal comma got no hint'] : []),
    ],
  };
}

function isDecimalComma({ stream, sample }: Incident): boolean {
  return stream === 'strand.strand' && sample.includes('"1,42"');
}
