import net from 'node:net';

/** A TCP proxy that can break a wire in the ways that wires break. */
export interface WireProxy {
  readonly port: number;
  /** The URL with host and port of the proxy. */
  through(url: string): string;
  /** Resets all connections; new ones pass. */
  cut(): void;
  /** Bytes vanish in both directions while connections stay open (a half-open wire). */
  blackHole(): void;
  /** Lets bytes pass again on new connections. */
  heal(): void;
  /** Bytes that clients sent, in order, with the time of their arrival. */
  readonly sent: readonly { readonly atMs: number; readonly bytes: Buffer }[];
  readonly connections: number;
  close(): Promise<void>;
}

export async function wireProxy(targetUrl: string): Promise<WireProxy> {
  const { hostname, port: targetPort } = new URL(targetUrl);
  const pairs = new Set<{ readonly client: net.Socket; readonly server: net.Socket }>();
  const sent: { atMs: number; bytes: Buffer }[] = [];
  let holed = false;
  let connections = 0;
  const proxy = net.createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const server = net.connect({ port: Number(targetPort), host: hostname, allowHalfOpen: true });
    const pair = { client, server };
    pairs.add(pair);
    client.on('data', (bytes: Buffer) => {
      if (holed) return;
      sent.push({ atMs: performance.now(), bytes });
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (!holed && !client.write(bytes)) {
        server.pause();
        client.once('drain', () => server.resume());
      }
    });
    client.on('end', () => {
      if (!holed) server.end();
    });
    server.on('end', () => {
      if (!holed) client.end();
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => {
        if (!holed) other.destroy();
      });
      socket.on('close', () => {
        pairs.delete(pair);
        // What was sent before the end still has to arrive.
        if (!holed) other.end();
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = (): void => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port,
    through: (url) => {
      const own = new URL(url);
      own.hostname = '127.0.0.1';
      own.port = String(port);
      return own.toString();
    },
    cut,
    blackHole: () => {
      holed = true;
    },
    heal: () => {
      holed = false;
    },
    sent,
    get connections() {
      return connections;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
