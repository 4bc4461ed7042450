import { shown } from '../source/checked-value.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../source/node-at.ts';
import type { Dataset } from './dataset.ts';
import type { Field } from './field.ts';
import { isScalar } from './field-path.ts';
import type { FieldType } from './field-type.ts';
import { type Findings, note } from './read-node.ts';

type Judged = Pick<Dataset, 'source' | 'fields' | 'key' | 'revision' | 'cancelled' | 'variants'> &
  Partial<Pick<Dataset, 'result' | 'derives' | 'files'>>;

/**
 * Judges every treatment that the properties of a schema object ask for: it is on a personal
 * value of a stream, and leaves what makes a record findable.
 */
export function checkTreatments(schemaObject: NodeAt, dataset: Judged, findings: Findings): void {
  const asked = treatmentsBelow(schemaObject, '');
  if (asked.length === 0) return;
  const parts = partsOf(dataset);
  for (const { path, at } of asked) {
    const refuse = (problem: string, hint: string) =>
      note(findings, 'treatment-refused', at, `'${shown(path)}' ${problem}`, hint);
    if (dataset.source.kind !== 'stream') {
      refuse('does not arrive on a stream, so nothing treats it', 'treat it where it arrives');
      continue;
    }
    for (const field of fieldsAt(dataset.fields, path.split('.'))) {
      const { treatment } = field;
      if (treatment === undefined) continue;
      if (field.classification !== 'personal') {
        refuse(
          'is treated and not classified personal',
          'write classification: personal, or remove the treatment',
        );
      } else if (!isScalar(field)) {
        refuse(
          `is of type ${field.type.kind}; only single values are treated`,
          'classify and treat its members one by one',
        );
      } else {
        const part = parts.get(path);
        if (part === undefined || (treatment === 'pseudonymise' && part.isKey)) continue;
        refuse(
          treatment === 'encrypt' && part.isKey
            ? `is ${part.name}, and one value is encrypted to many`
            : `is ${part.name}, which a treatment would destroy`,
          part.isKey ? 'pseudonymise it' : 'use a member that names no person',
        );
      }
    }
  }
}

/** The value of each `personal` entry, by the path of its property. */
function treatmentsBelow(
  parent: NodeAt,
  prefix: string,
): readonly { readonly path: string; readonly at: NodeAt }[] {
  const items = memberNode(parent, 'items');
  const own = itemNodes(memberNode(parent, 'properties')).flatMap((property) => {
    const path = `${prefix}${plainText(memberNode(property, 'name')) ?? ''}`;
    const entry = itemNodes(memberNode(property, 'customProperties')).find(
      (each) => plainText(memberNode(each, 'property')) === 'personal',
    );
    const at = memberNode(entry, 'value');
    return [...(at === undefined ? [] : [{ path, at }]), ...treatmentsBelow(property, `${path}.`)];
  });
  return items === undefined ? own : [...own, ...treatmentsBelow(items, prefix)];
}

interface Part {
  readonly name: string;
  /** Values are compared with each other and mean nothing else: a pseudonym does as well. */
  readonly isKey: boolean;
}

/** What members of the record are needed for, by path. */
function partsOf({ source, key, revision, cancelled, ...more }: Judged): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  const add = (path: string | undefined, name: string, isKey = false) => {
    if (path !== undefined && !parts.has(path)) parts.set(path, { name, isKey });
  };
  if (source.kind === 'stream') {
    const { stream } = source;
    add(stream.eventTime?.field, 'the event time');
    if (stream.class === 'sensor') {
      add(stream.series.tag, "the tag's name");
      add(stream.series.value, 'the value of the samples');
      add(stream.series.quality, 'the quality of the samples');
      for (const path of stream.series.dimensions) add(path, 'a dimension of the series', true);
    } else {
      add(stream.versionPointer?.slice(1).replaceAll('/', '.'), 'the version of the message');
      const keys = stream.eventKey === 'payload' ? [] : stream.eventKey;
      for (const path of keys) add(path, 'part of the event key', true);
    }
  }
  for (const path of key) add(path, 'part of the key', true);
  add(more.variants?.discriminator, 'what tells the kinds of records apart');
  add(revision, 'the revision');
  add(cancelled?.field, 'the mark of a cancellation');
  for (const path of Object.values(more.result ?? {})) add(path, 'provenance of a result');
  for (const { parent, child, share, position } of more.derives ?? []) {
    add(parent, 'an identifier of a derivation', true);
    add(child, 'an identifier of a derivation', true);
    add(share, 'the share of a derivation');
    add(position, 'the position of a derivation');
  }
  for (const { uri, sha256, bytes, mediaType } of more.files ?? []) {
    for (const path of [uri, sha256, bytes, mediaType]) add(path, 'a reference to a file');
  }
  return parts;
}

/** All fields at a path: one, or one per branch of a union. Arrays do not show. */
function fieldsAt(fields: readonly Field[], names: readonly string[]): readonly Field[] {
  const [name, ...rest] = names;
  const found = fields.filter((field) => field.name === name);
  return rest.length === 0 ? found : found.flatMap(({ type }) => fieldsAt(membersOf(type), rest));
}

function membersOf(type: FieldType): readonly Field[] {
  switch (type.kind) {
    case 'object':
      return type.fields;
    case 'array':
      return membersOf(type.items);
    case 'union':
      return type.branches.flatMap((branch) => branch.fields);
    default:
      return [];
  }
}
