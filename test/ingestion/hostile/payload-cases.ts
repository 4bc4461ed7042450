import { readdirSync, readFileSync } from 'node:fs';

/** A hostile or broken message, and what has to become of it. */
export interface PayloadCase {
  /** A change to the sound message; `@` is the case's sequence number … */
  readonly find?: string;
  readonly put?: string;
  /** … or the whole body, as text or as bytes. */
  readonly body?: string;
  readonly base64?: string;
  /** `curated`, or the rule of the first reason in quarantine. */
  readonly expect: string;
  /** JSON pointer of that reason. */
  readonly at?: string;
  /** What raw keeps. */
  readonly kept: 'jsonb' | 'bytes';
}

const folder = new URL('../../cases/hostile/payloads/', import.meta.url);

export const payloadCases: readonly (readonly [name: string, one: PayloadCase])[] = readdirSync(
  folder,
)
  .sort()
  .map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as PayloadCase,
  ]);

const SOUND =
  '{"source":"L2-CC1","sequence":@,"heat_id":"H2600001","revision":1,"status":"preliminary",' +
  '"caster":"CC1","strands":6,"grade":"S355J2","cast_start":"2026-11-20T07:00:00Z",' +
  '"cast_end":"2026-11-20T07:41:00Z","ladle_weight":182.4,"liquidus_temperature":1515,' +
  '"tundish_temperature":1540.5,"superheat":25.50,"chemistry":{"c":0.12,"mn":1.1,"si":0.2,' +
  '"p":0.012,"s":0.004,"cr":0.03,"mo":0.01,"v":0.002,"ni":0.02,"cu":0.02},"remarks":null,' +
  '"samples":[]}';

/** The sound message with one text replaced; the text stands there exactly once. */
export function soundWith(sequence: number, find = '@', put = '@'): Uint8Array {
  const parts = SOUND.split(find);
  if (parts.length !== 2) throw new Error(`${find} stands ${parts.length - 1} times.`);
  return Buffer.from(parts.join(put).replaceAll('@', String(sequence)));
}

export function bodyOf(one: PayloadCase, sequence: number): Uint8Array {
  if (one.base64 !== undefined) return Buffer.from(one.base64, 'base64');
  if (one.body !== undefined) return Buffer.from(one.body);
  return soundWith(sequence, one.find, one.put);
}
