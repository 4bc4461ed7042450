import type { Message } from '../connectors/connector.ts';

/**
 * RabbitMQ takes no message beyond a limit (16 MiB by default, 128 MiB before version 4), MQTT
 * brokers take far more. Such a message travels in parts: messages of their own, each naming under a
 * topic that no MQTT client can publish to the whole that it belongs to, its place, how many there
 * are, and the topic of the whole. The bodies in order are the body.
 */
const PART_TOPIC = '$tundish/part/';
const PART_BYTES = 256 * 1024;
/** Beyond it a claim to be a part is not believed: 1 GiB. */
const MOST_PARTS = 4_096;

export interface PartName {
  /** Hexadecimal; the same for the same topic and content, so that parts sent again fit the first. */
  readonly whole: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly topic: string;
}

/** Cuts a message into parts; `whole` is what joinParts will compare the joined message with. */
export function splitMessage(message: Message, whole: string): readonly Message[] {
  const { body, topic } = message;
  const count = Math.max(1, Math.ceil(body.byteLength / PART_BYTES));
  return Array.from({ length: count }, (_, index) => ({
    ...message,
    topic: `${PART_TOPIC}${whole}/${index}/${count}/${topic}`,
    body: body.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
  }));
}

/** What the topic of a part says; undefined for every other message. */
export function partName({ topic }: Message): PartName | undefined {
  if (!topic.startsWith(PART_TOPIC)) return undefined;
  const match = /^([0-9a-f]{32})\/(\d{1,4})\/(\d{1,4})\/(.*)$/s.exec(
    topic.slice(PART_TOPIC.length),
  );
  const [, whole = '', index = '', count = '', ofWhole = ''] = match ?? [];
  const name = { whole, index: Number(index), count: Number(count), topic: ofWhole };
  return match !== null && name.index < name.count && name.count <= MOST_PARTS ? name : undefined;
}
