import amqp from 'amqplib';
import { connect as connectMqtt } from 'mqtt';
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeWith, mosquitto, postgres15, postgres18, rabbitmq } from './services.ts';

async function majorOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  return rows[0]?.server_version.split('.')[0] ?? '';
}

describeWith('PostgreSQL 15', 'a test asks for PostgreSQL 15', () => {
  it('gets a database of its own', async () => {
    const [one, other] = await Promise.all([postgres15(), postgres15()]);
    expect(one?.url).not.toBe(other?.url);
    expect(await majorOf(one?.url ?? '')).toBe('15');
  });
});

describeWith('PostgreSQL 18', 'a test asks for PostgreSQL 18', () => {
  it('gets a database of its own', async () => {
    expect(await majorOf((await postgres18())?.url ?? '')).toBe('18');
  });
});

describeWith('RabbitMQ', 'a test asks for RabbitMQ', () => {
  it('gets a virtual host where a quorum queue confirms', async () => {
    const broker = await rabbitmq();
    const connection = await amqp.connect(broker?.url ?? '');
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('q', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue('q', Buffer.from('heat'), { persistent: true });
    await channel.waitForConfirms();
    const message = await channel.get('q', { noAck: true });
    expect(message === false ? '' : message.content.toString()).toBe('heat');
    await connection.close();
  });
});

describeWith('Mosquitto', 'a test asks for Mosquitto', () => {
  it('gets a broker whose sessions survive a crash', async () => {
    const broker = await mosquitto({ persistence: true });
    if (broker === undefined) throw new Error('no broker');
    const options = { clean: false, clientId: 'reader', reconnectPeriod: 0 };
    const first = connectMqtt(broker.url, options);
    first.on('error', () => {});
    await new Promise((resolve) => first.once('connect', resolve));
    await first.subscribeAsync('heat', { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await broker.kill();
    await broker.start();
    const session = await new Promise((resolve) => {
      const second = connectMqtt(broker.url, options);
      second.once('connect', ({ sessionPresent }) =>
        second.end(true, () => resolve(sessionPresent)),
      );
    });
    first.end(true);
    expect(session).toBe(true);
    await broker.stop();
  });
});
