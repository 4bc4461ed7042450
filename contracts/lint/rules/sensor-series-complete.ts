import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

/** A sensor stream says which members of a sample make its row. */
export const sensorSeriesComplete: Rule = {
  id: 'sensor-series-complete',
  severity: 'error',
  summary: 'A sensor stream names tag, value and time; the value is a number, the tag a text.',
  why: 'A sample without tag, time or number has no place in a time series, and the whole stream would end in quarantine.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        if (profile !== undefined && textOf(profile, 'class') === 'sensor') {
          yield* checkWritten(name, profile);
        }
      }
    }
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'sensor') continue;
      const { series } = dataset.source.stream;
      const written = memberNode(source?.profile, 'series');
      for (const [part, path, kinds] of [
        ['value', series.value, ['number', 'integer']],
        ['tag', series.tag, ['string']],
      ] as const) {
        const kind = fieldAt(dataset.fields, path)?.type.kind;
        const at = memberNode(written, part);
        if (kind === undefined || at === undefined || kinds.some((wanted) => wanted === kind)) {
          continue;
        }
        yield problemAt(
          at,
          `the ${part} '${path}' of sensor stream '${dataset.name}' is of type ${kind}`,
          part === 'value'
            ? 'name a number; texts and flags are events, not samples'
            : 'name a text field that holds the tag',
        );
      }
    }
  },
};

function* checkWritten(name: string, profile: NodeAt): Iterable<Problem> {
  const series = memberNode(profile, 'series');
  const missing = ['tag', 'value'].filter((part) => !saysSomething(series, part));
  const eventTime = memberNode(profile, 'eventTime');
  if (missing.length > 0) {
    yield problemAtKey(
      series ?? memberNode(profile, 'class') ?? profile,
      `sensor stream '${name}' does not say which member holds the ${missing.join(' and the ')}`,
      'add series: {dimensions: [<fields>], tag: <field>, value: <field>, quality: <field>}',
    );
  }
  if (!saysSomething(eventTime, 'field')) {
    yield problemAtKey(
      eventTime ?? memberNode(profile, 'class') ?? profile,
      `sensor stream '${name}' does not say which member holds the time of a sample`,
      'add eventTime: {field: <field>}',
    );
  }
}
