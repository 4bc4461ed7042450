import { once } from 'node:events';
import net from 'node:net';
import { Aedes, type Client } from 'aedes';
import { freePort } from './free-port.ts';

export interface DemoBroker {
  readonly url: string;
  /**
   * Hears nothing more from the clients that subscribe, while still sending to them: what they
   * acknowledge from now on stays on the line.
   */
  stopHearing(): void;
  /** Cuts those clients off; their sessions and queues stay. */
  cutOff(): void;
  stop(): Promise<void>;
}

/** An MQTT 3.1.1 broker inside this process; it keeps sessions and queues in memory. */
export async function startBroker(preferredPort: number): Promise<DemoBroker> {
  // Without a limit a flood would have the sources wait for the writer; they must not notice it.
  const broker = await Aedes.createBroker({ concurrency: 1000 });
  const sockets = new Set<net.Socket>();
  const subscribers = new Set<Client>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    broker.handle(socket);
  });
  broker.on('subscribe', (_subscriptions, client) => {
    if (client !== null) subscribers.add(client);
  });
  broker.on('clientDisconnect', (client) => subscribers.delete(client));
  broker.on('clientError', () => undefined);
  const port = await freePort(preferredPort);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stopHearing: () => {
      // Part of aedes' public interface, missing in its types.
      for (const client of subscribers) (client as Client & { pause(): void }).pause();
    },
    cutOff: () => {
      for (const client of subscribers) client.conn.destroy();
      subscribers.clear();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
