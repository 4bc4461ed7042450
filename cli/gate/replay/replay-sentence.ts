import type { ReplayReason, ReplayReport, StreamReplay } from '../gate-result.ts';

const REASONS = 3;

/**
 * One line about a stream: `312 of 1,284,113 messages of 14 days would fail: 290 required
 * /mould_level, 22 maximum /cast_speed; first at 2026-11-08 06:51 UTC`.
 */
export function replaySentence(stream: StreamReplay, { days }: Pick<ReplayReport, 'days'>): string {
  const { judged, failing, failedBefore, mended, reasons } = stream;
  const [one, many, fate] =
    stream.of === 'samples'
      ? ['sample', 'samples', 'no longer count as good']
      : ['message', 'messages', 'fail'];
  const all = `${grouped(judged)} ${judged === 1 ? one : many} of ${days === 1 ? 'a day' : `${days} days`}`;
  const more = [
    ...(mended === 0
      ? []
      : [`${grouped(mended)} that ${mended === 1 ? 'was' : 'were'} refused would be accepted`]),
    ...(failedBefore === 0
      ? []
      : [`${grouped(failedBefore)} ${failedBefore === 1 ? 'fails' : 'fail'} before and after`]),
  ];
  if (judged === 0) return `no ${one} of ${days === 1 ? 'a day' : `${days} days`} is stored`;
  if (failing === 0) return [`none of ${all} would ${fate}`, ...more].join('; ');
  const shown = reasons.slice(0, REASONS).map(reasonText).join(', ');
  const rest = reasons.length - REASONS;
  return [
    `${grouped(failing)} of ${all} would ${fate}: ${shown}${rest > 0 ? `, ${rest} more ${rest === 1 ? 'reason' : 'reasons'}` : ''}`,
    `first at ${firstOf(reasons)} UTC`,
    ...more,
  ].join('; ');
}

function reasonText({ messages, rule, pointer }: ReplayReason): string {
  return `${grouped(messages)} ${rule}${pointer === '' ? '' : ` ${pointer}`}`;
}

/** `2026-11-08 06:51` */
function firstOf(reasons: readonly ReplayReason[]): string {
  const [first = ''] = reasons.map((reason) => reason.first).sort();
  return first.slice(0, 16).replace('T', ' ');
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
