import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { type LargePublish, passOverLarge } from '../../../connectors/mqtt/large-publishes.ts';

const publish = (messageId: number, bytes: number, qos: 0 | 1): Buffer =>
  generate({
    cmd: 'publish',
    topic: `t/${messageId}`,
    payload: Buffer.alloc(bytes, 0x30),
    qos,
    retain: false,
    dup: false,
    ...(qos === 0 ? {} : { messageId }),
  });

describe('a stream of packets', () => {
  test('passes whole, however it is cut, but for what is too large', () => {
    const sizes = fc.array(fc.record({ bytes: fc.nat(400), qos: fc.constantFrom(0, 1) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), (packets, cut) => {
        const wire = Buffer.concat([
          ...packets.flatMap(({ bytes, qos }, n) => [
            publish(n + 1, bytes, qos as 0 | 1),
            generate({ cmd: 'pingresp' }),
          ]),
        ]);
        const codec = parser({ protocolVersion: 4 });
        const passed: Packet[] = [];
        codec.on('packet', (packet: Packet) => passed.push(packet));
        const large: LargePublish[] = [];
        const read = passOverLarge(
          200,
          (bytes) => codec.parse(bytes),
          (packet) => large.push(packet),
        );
        for (let at = 0; at < wire.byteLength; at += cut) read(wire.subarray(at, at + cut));
        const lengthOf = (n: number): number => {
          const { bytes = 0, qos = 0 } = packets[n] ?? {};
          return 2 + `t/${n + 1}`.length + 2 * qos + bytes;
        };
        const numbers = packets.map((_packet, n) => n);
        expect(passed.flatMap((packet) => (packet.cmd === 'publish' ? packet.topic : []))).toEqual(
          numbers.filter((n) => lengthOf(n) <= 200).map((n) => `t/${n + 1}`),
        );
        expect(passed.filter(({ cmd }) => cmd === 'pingresp')).toHaveLength(packets.length);
        expect(large).toEqual(
          numbers
            .filter((n) => lengthOf(n) > 200)
            .map((n) => ({
              topic: `t/${n + 1}`,
              messageId: packets[n]?.qos === 0 ? undefined : n + 1,
              bytes: lengthOf(n),
            })),
        );
      }),
      { seed: 5 },
    );
  });
});
