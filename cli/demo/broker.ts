import { once } from 'node:events';
import net from 'node:net';
import { Aedes, type Client } from 'aedes';
import { freePort } from './free-port.ts';

export interface DemoBroker {
  readonly url: string;
  /**
   * Resolves when a client of this id has subscribed. What is published before that reaches nobody:
   * a broker keeps messages only for sessions that it knows.
   */
  subscribed(clientId: string): Promise<void>;
  /**
   * Hears nothing more from a client, while still sending to it: what it acknowledges from now on
   * stays on the line.
   */
  stopHearing(clientId: string): void;
  /** Cuts a client off; its session and queue stay. */
  cutOff(clientId: string): void;
  stop(): Promise<void>;
}

/** An MQTT 3.1.1 broker inside this process; it keeps sessions and queues in memory. */
export async function startBroker(preferredPort: number): Promise<DemoBroker> {
  // Without a limit a flood would have the sources wait for the writer; they must not notice it.
  const broker = await Aedes.createBroker({ concurrency: 1000 });
  const sockets = new Set<net.Socket>();
  const clients = new Map<string, Client>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    broker.handle(socket);
  });
  broker.on('client', (client) => clients.set(client.id, client));
  const awaited = new Map<string, () => void>();
  const subscriptions = new Set<string>();
  broker.on('subscribe', (_topics, client) => {
    if (client === null) return;
    subscriptions.add(client.id);
    awaited.get(client.id)?.();
  });
  broker.on('clientError', () => undefined);
  const port = await freePort(preferredPort);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${port}`,
    subscribed: (clientId) =>
      new Promise((resolve) => {
        if (subscriptions.has(clientId)) resolve();
        else awaited.set(clientId, resolve);
      }),
    stopHearing: (clientId) => {
      const client = clients.get(clientId);
      // Part of aedes' public interface, missing in its types.
      if (client !== undefined) (client as Client & { pause(): void }).pause();
    },
    cutOff: (clientId) => {
      clients.get(clientId)?.conn.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
