import { once } from 'node:events';
import net from 'node:net';
import { Aedes } from 'aedes';
import { freePort } from './free-port.ts';

export interface DemoBroker {
  readonly url: string;
  /** Cuts a client off without waiting for anything that it still has to say. */
  cutOff(clientIdPrefix: string): void;
  stop(): Promise<void>;
}

/** An MQTT 3.1.1 broker inside this process; it keeps sessions and queues in memory. */
export async function startBroker(preferredPort: number): Promise<DemoBroker> {
  const broker = await Aedes.createBroker({ concurrency: 1000 });
  const sockets = new Set<net.Socket>();
  const bySession = new Map<string, net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const client = broker.handle(socket);
    void client;
  });
  broker.on('client', (client) => {
    const { conn } = client as unknown as { readonly conn: net.Socket };
    bySession.set(client.id, conn);
  });
  broker.on('clientError', () => undefined);
  const port = await freePort(preferredPort);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${port}`,
    cutOff: (prefix) => {
      for (const [id, socket] of bySession) if (id.startsWith(prefix)) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
