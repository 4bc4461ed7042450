import { draftOptions, draftOptionsUsage } from './draft-options.ts';

/** What a person may know about a stream beforehand; each answered here is not asked in the draft. */
export const streamOptions = {
  ...draftOptions,
  name: { type: 'string' },
  class: { type: 'string' },
  topic: { type: 'string' },
  'event-key': { type: 'string' },
  'event-time': { type: 'string' },
  key: { type: 'string' },
  unit: { type: 'string', multiple: true },
  owner: { type: 'string' },
  purpose: { type: 'string' },
} as const;

export const streamOptionsUsage = `  --name        id of contract and dataset (default: the id, or the first file's name)
  --class       event (nothing is lost) or sensor (bounded loss, counted)
  --topic       MQTT topic, {name} for a level that varies
  --event-key   members that a message sent twice repeats: source,sequence
  --event-time  the member that says when it happened
  --key         the key of what a record is about: heat_id
  --unit        <field>=<UCUM code>; repeat it for each
  --owner       the team that decides about the data
  --purpose     what it is for, in one sentence
${draftOptionsUsage}`;
