import { silentLog } from '../log.ts';
import { openAmqpLink } from './amqp-link.ts';

/** What a broker says about itself when a client connects. */
export interface AmqpReach {
  readonly product: string;
  readonly version: string;
}

/** Connects, asks for nothing and disconnects. Rejects with a Failure. */
export async function reachAmqp(url: string): Promise<AmqpReach> {
  const link = await openAmqpLink({ url, name: 'tundish reach', log: silentLog });
  const { connection } = link.channel as unknown as {
    readonly connection: { readonly serverProperties?: Readonly<Record<string, unknown>> };
  };
  const { product = 'AMQP broker', version = '' } = connection.serverProperties ?? {};
  await link.close();
  return { product: String(product), version: String(version) };
}
