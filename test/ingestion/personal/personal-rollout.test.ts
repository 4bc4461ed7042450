import { afterEach, expect, test } from 'vitest';
import type { Environment } from '../../../cli/environment.ts';
import type { RoleName } from '../../../cli/roles/role-names.ts';
import type { Store } from '../../../connectors/connector.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { encrypt } from '../../../ingestion/personal/encrypt.ts';
import { encryptionKeys } from '../../../ingestion/personal/personal-keys.ts';
import { pseudonym } from '../../../ingestion/personal/pseudonym.ts';
import { withPersonal } from '../../support/personal-plant.ts';
import { startPlant } from '../../support/plant-at-work.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../../support/services/services.ts';
import { subscriptionLog } from '../../support/subscription-log.ts';
import { heatMessage, oneMajor, strandMessage, twoMajors } from '../../support/two-major-plant.ts';
import { until } from '../../support/until.ts';

const personal: Environment['personal'] = {
  encryptionKey: Buffer.alloc(32, 1),
  pseudonymKey: Buffer.alloc(32, 2),
};
const HEAT = 'plant/casting/c1/heat';
const STRAND = 'plant/casting/c1/strand';

type Files = Readonly<Record<string, string>>;

function heat(major: 1 | 2, number: number): string {
  return heatMessage(major, number).replace(
    '{',
    '{"operator":{"name":"Anna","badge":"B1","phone":"1"},',
  );
}

function strand(number: number): string {
  return strandMessage('c1', number, 3).replaceAll('{', '{"inspector":"Anna",');
}

describeWith(
  ['Mosquitto', 'RabbitMQ', 'PostgreSQL 15'],
  'personal data while a plan changes',
  () => {
    let ends: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const end of ends.reverse()) await end();
      ends = [];
    });

    async function plant() {
      const broker = await mosquitto();
      const amqp = (await rabbitmq())?.url;
      const database = (await postgres15())?.url;
      if (broker === undefined || amqp === undefined || database === undefined) {
        throw new Error('no services');
      }
      const store = postgresStore(database, { poolMax: 4 });
      const publisher = mqttPublisher({ url: broker.url, clientId: 'gateway' });
      ends.push(
        broker.stop,
        () => store.close(),
        () => publisher.close(),
      );
      const start = async (
        files: Files,
        role: RoleName,
        more: { readonly keys?: Environment['personal']; readonly queue?: boolean } = {},
      ) => {
        const watched = subscriptionLog();
        const { keys = personal, queue = true } = more;
        const around = { database, mqtt: broker.url, personal: keys, log: watched.log };
        const running = await startPlant(
          files,
          store,
          { ...around, ...(queue ? { amqp } : {}) },
          role,
        );
        if (role === 'all' || role === 'reader') await until(() => watched.subscribed === 2);
        return running;
      };
      return { store, publisher, start };
    }

    test('what a kept session still brings of a topic that moved is encrypted whole', async () => {
      const { store, publisher, start } = await plant();
      const files = withPersonal(oneMajor());
      await (await start(files, 'all', { queue: false })).end();
      await publisher.publish(`${HEAT}/v1`, heat(1, 1));
      const moved = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          text.replace('plant/casting/{caster}/heat/v1', 'plant/melting/{caster}/heat/v1'),
        ]),
      );
      const after = await start(moved, 'all', { queue: false });
      await until(async () => (await count(store, 'raw.unrouted')) === 1);
      expect(await texts(store, 'raw.unrouted')).not.toContain('Anna');
      await after.end();
    }, 60_000);

    test('what waits in queues from the plan before is treated, with the time that it says', async () => {
      const { store, publisher, start } = await plant();
      const reader = await start(withPersonal(oneMajor()), 'reader');
      for (let n = 0; n < 3; n += 1) {
        await publisher.publish(`${HEAT}/v2`, heat(2, n));
        await publisher.publish(`${STRAND}/v2`, strand(n));
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await reader.end();
      const after = await start(withPersonal(twoMajors()), 'all');
      await until(async () => (await count(store, 'curated.heat')) === 3);
      await until(async () => (await count(store, 'metrics.strand')) === 9);
      expect(
        await store.query({
          text: `SELECT DISTINCT _event_time_basis AS basis, _event_time = poured_at AS own FROM curated.heat`,
        }),
      ).toEqual([{ basis: 'source', own: true }]);
      expect(await count(store, 'metrics.quarantine')).toBe(0);
      await after.end();
    }, 60_000);

    test('a reader that is ahead of its writer treats once', async () => {
      const { store, publisher, start } = await plant();
      const writer = await start(withPersonal(oneMajor()), 'writer');
      const reader = await start(withPersonal(twoMajors()), 'reader');
      await publisher.publish(`${HEAT}/v2`, heat(2, 1));
      await publisher.publish(`${HEAT}/v1`, heat(1, 1));
      await until(async () => (await count(store, 'raw.heat')) === 2);
      await writer.end();
      await reader.end();
      const curated = await start(withPersonal(twoMajors()), 'curated');
      await until(async () => (await count(store, 'curated.heat')) === 2);
      await curated.end();
      const anna = pseudonym('"Anna"', personal?.pseudonymKey ?? Buffer.alloc(0));
      expect(await store.query({ text: 'SELECT operator_name AS name FROM curated.heat' })).toEqual(
        [{ name: anna }, { name: anna }],
      );
    }, 60_000);

    test('a curated step without a key, or with another one, leaves what is held to wait', async () => {
      const { store, publisher, start } = await plant();
      const before = await start(withPersonal(oneMajor()), 'all', { queue: false });
      await publisher.publish(`${HEAT}/v2`, heat(2, 1));
      await until(async () => (await count(store, 'curated.quarantine')) === 1);
      await before.end();
      const wrong = { encryptionKey: Buffer.alloc(32, 9), pseudonymKey: Buffer.alloc(32, 9) };
      const step = await start(withPersonal(twoMajors()), 'curated', { keys: wrong });
      await until(async () => (await quarantined(store)) === 'held personal-key-other');
      await step.end();
      const keyed = await start(withPersonal(twoMajors()), 'curated');
      await until(async () => (await count(store, 'curated.heat')) === 1);
      expect(await quarantined(store)).toBe('replayed personal-key-other');
      await keyed.end();
    }, 60_000);

    test('nobody reads an encrypted value by publishing it on a stream that is not personal', async () => {
      const { store, publisher, start } = await plant();
      const plain: Files = oneMajor();
      const files = Object.fromEntries(
        Object.entries(withPersonal(plain)).map(([path, text]) => [
          path,
          path.includes('/strand/') ? text : (plain[path] ?? text),
        ]),
      );
      const running = await start(files, 'all', { queue: false });
      const keys = encryptionKeys(personal?.encryptionKey ?? Buffer.alloc(0));
      const copied = encrypt(Buffer.from('"Anna"'), Buffer.from('anywhere'), keys);
      await publisher.publish(`${HEAT}/v1`, copied);
      await until(async () => (await count(store, 'curated.quarantine')) === 1);
      expect(await quarantined(store)).toBe('open personal-sealed');
      expect(await texts(store, 'curated.quarantine')).not.toContain('Anna');
      await running.end();
    }, 60_000);
  },
);

async function count(store: Store, table: string): Promise<number> {
  const [row] = await store.query<{ n: number }>({
    text: `SELECT count(*)::integer AS n FROM ${table}`,
  });
  return row?.n ?? 0;
}

/** Every row as text, bytes as what they spell. */
async function texts(store: Store, table: string): Promise<string> {
  const rows = await store.query<{ row: string }>({
    text: `SELECT t::text AS row FROM ${table} AS t`,
  });
  return rows
    .map(({ row }) =>
      row.replace(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString()),
    )
    .join('\n');
}

async function quarantined(store: Store): Promise<string> {
  const rows = await store.query<{ is: string }>({
    text: `SELECT state || ' ' || (reasons->0->>'rule') AS is FROM curated.quarantine`,
  });
  return rows.map((row) => row.is).join();
}
