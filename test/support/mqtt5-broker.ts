import net from 'node:net';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';

/** As much of an MQTT 5 broker as a client needs to believe that it is subscribed. */
export interface Mqtt5Broker {
  readonly url: string;
  readonly connects: readonly IConnectPacket[];
  readonly pings: number;
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** A port that is free, where nobody listens before `listen`. */
export async function mqtt5Broker(
  connackProperties: { readonly serverKeepAlive?: number } = {},
): Promise<Mqtt5Broker> {
  const connects: IConnectPacket[] = [];
  let pings = 0;
  const server = net.createServer((socket) => {
    const packets = parser({ protocolVersion: 5 });
    let version = 5;
    const send = (packet: object): void => {
      socket.write(generate(packet as Packet, { protocolVersion: version }));
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => packets.parse(chunk));
    packets.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') {
        connects.push(packet);
        version = packet.protocolVersion ?? 4;
        const code = version === 5 ? { reasonCode: 0 } : { returnCode: 0 };
        send({ cmd: 'connack', sessionPresent: false, properties: connackProperties, ...code });
      } else if (packet.cmd === 'subscribe') {
        send({ cmd: 'suback', messageId: packet.messageId, granted: [1] });
      } else if (packet.cmd === 'pingreq') {
        pings += 1;
        send({ cmd: 'pingresp' });
      }
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await close();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    connects,
    get pings() {
      return pings;
    },
    listen: () => listen(port),
    close,
  };
}
