import { basename } from 'node:path';
import { idOf } from '../../contracts/draft/draft-names.ts';
import { draftStream } from '../../contracts/draft/draft-stream.ts';
import { observeAll } from '../../contracts/draft/observation.ts';
import { UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { plural } from '../render/counts.ts';
import type { Importer } from './importer.ts';
import { checkedId, choiceOf, chosenDomain, listOf, pairsOf, plantFacts } from './plant-facts.ts';
import { readSamples } from './read-samples.ts';
import { filesOf } from './stream-files.ts';
import { streamOptions, streamOptionsUsage } from './stream-options.ts';

/** Samples of messages become a payload schema and a contract, every guess with its evidence. */
export const importer: Importer = {
  usage: `Usage: tundish import json <file or folder …> [options]

Reads samples of one stream's messages: JSON files, NDJSON (one message a line), a file with an array
of messages, folders of them. Types, presence, formats, ranges, keys and times are drawn from all of
them; what they cannot tell stands in the draft as ASK.

  --array     what an array in a file is: messages, or one message of many records
${streamOptionsUsage}`,
  async draft(args, context) {
    const { values, positionals } = parseOptions(args, {
      ...streamOptions,
      array: { type: 'string' },
    });
    const [first] = positionals;
    if (first === undefined) throw new UsageError('expected files or folders with samples');
    const array = choiceOf(values.array, ['messages', 'message'], '--array');
    const samples = await readSamples(context.cwd, positionals, array);
    const facts = await plantFacts(context);
    const id = checkedId(values.name ?? idOf(basename(first).replace(/\.[^.]+$/, '')), '--name');
    const draft = draftStream(observeAll(samples.messages), {
      id,
      domain: await chosenDomain(values.domain, facts, context),
      topicRoot: facts.topicRoot,
      timeZone: facts.timeZone,
      source: first,
      class: choiceOf(values.class, ['event', 'sensor'], '--class'),
      topic: values.topic,
      eventKey: listOf(values['event-key']),
      eventTime: values['event-time'],
      key: listOf(values.key),
      units: pairsOf(values.unit, '--unit'),
      purpose: values.purpose,
    });
    if (draft === undefined) {
      throw new UsageError(
        'the messages are neither all objects nor all arrays of objects, or no member of theirs can be a field; see --array',
      );
    }
    const { files, notes } = filesOf(
      {
        contract: draft.contract,
        schema: draft.schema,
        beside: new Map(draft.tags === undefined ? [] : [['tags.csv', draft.tags]]),
      },
      {
        product: checkedId(values.product ?? id, '--product'),
        owner: values.owner,
        purpose: values.purpose,
      },
      facts,
    );
    const { length } = samples.messages;
    const seen = `${plural(length, 'message')} of ${plural(samples.files, 'file')}`;
    return {
      files,
      losses: draft.losses,
      notes: [
        samples.fromOneArray
          ? `Drawn from ${seen}; the array's items were taken as messages (else: --array message).`
          : `Drawn from ${seen}.`,
        ...(samples.resent === 0
          ? []
          : [`${plural(samples.resent, 'message')} came twice, byte for byte, and counted once.`]),
        ...notes,
      ],
      overwrite: values.force ?? [],
    };
  },
};
