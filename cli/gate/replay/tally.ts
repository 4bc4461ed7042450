import { compareText } from '../../../contracts/finding.ts';
import { pointerTo, pointerTokens } from '../../../contracts/source/json-pointer.ts';
import type { RawRow } from '../../../ingestion/etl/decode-raw-row.ts';
import type { Verdict } from '../../../ingestion/etl/judge-row.ts';
import { type Reason, WAITS_FOR_KEY } from '../../../ingestion/quarantine/reason.ts';
import type { ReplayReason, StreamReplay } from '../gate-result.ts';

/** Counts what the two judgements of each message came to. Holds counts, times and ids; no values. */
export class ReplayTally {
  readonly #stream: string;
  readonly #declared: ReadonlySet<string>;
  readonly #reasons = new Map<string, ReplayReason>();
  judged = 0;
  #failing = 0;
  #failedBefore = 0;
  #mended = 0;
  #unread = 0;

  /** `declared`: names of members that may be shown; any other name is a message's own text. */
  constructor(stream: string, declared: ReadonlySet<string>) {
    this.#stream = stream;
    this.#declared = declared;
  }

  add(row: RawRow, before: Verdict, after: Verdict): void {
    if (waitsForKey(after)) {
      this.#unread += 1;
      return;
    }
    this.judged += 1;
    if (after.kind === 'curated') {
      if (before.kind !== 'curated') this.#mended += 1;
    } else if (before.kind !== 'curated') {
      this.#failedBefore += 1;
    } else {
      this.#failing += 1;
      this.#explain(row, after.entry.reasons);
    }
  }

  result(): StreamReplay {
    return {
      stream: this.#stream,
      judged: this.judged,
      failing: this.#failing,
      failedBefore: this.#failedBefore,
      mended: this.#mended,
      unread: this.#unread,
      reasons: [...this.#reasons.values()].sort(
        (a, b) =>
          b.messages - a.messages ||
          compareText(a.pointer, b.pointer) ||
          compareText(a.rule, b.rule),
      ),
    };
  }

  /** A message counts once under each rule and place that it breaks. */
  #explain({ event_id, received_at }: RawRow, reasons: readonly Reason[]): void {
    const seen = new Set<string>();
    for (const { rule, pointer: found } of reasons) {
      const pointer = this.#shown(found);
      const key = `${rule} ${pointer}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = this.#reasons.get(key);
      const isFirst = known === undefined || isEarlier(received_at, known.first);
      this.#reasons.set(key, {
        rule,
        pointer,
        messages: (known?.messages ?? 0) + 1,
        first: isFirst ? received_at : known.first,
        last: known !== undefined && isEarlier(received_at, known.last) ? known.last : received_at,
        example: isFirst ? event_id : known.example,
      });
    }
  }

  /** Positions as `-` and undeclared names as `*`: one place is one line, and nothing is a value. */
  #shown(pointer: string): string {
    const shown = (token: string): string =>
      this.#declared.has(token) ? token : /^\d+$/.test(token) ? '-' : '*';
    return (pointerTokens(pointer) ?? []).map(shown).reduce(pointerTo, '');
  }
}

function waitsForKey(verdict: Verdict): boolean {
  if (verdict.kind !== 'held') return false;
  const rule = verdict.entry.reasons[0]?.rule;
  return WAITS_FOR_KEY.some((each) => each === rule);
}

/** RFC 3339 in UTC with fractions of any length: without the Z, the shorter of two equals is earlier. */
function isEarlier(a: string, b: string): boolean {
  return a.slice(0, -1) < b.slice(0, -1);
}
