import type { Dataset } from '../model/dataset.ts';
import type { Treatment } from '../model/field.ts';
import { EVERY_ELEMENT, personalMembers } from './personal-fields.ts';

/** A personal member whose treatment takes away what its dataset works with. */
export interface NeededPersonal {
  readonly path: string;
  readonly treatment: Treatment;
  /** What it is needed for: `the event key`. */
  readonly use: string;
  /** A pseudonym would do: the same for the same value. */
  readonly pseudonymDoes: boolean;
}

/** The treated members of a dataset without which its rows cannot be told apart, ordered or timed. */
export function neededPersonal(dataset: Dataset): readonly NeededPersonal[] {
  const members = personalMembers(dataset.fields).map(({ path, treatment }) => ({
    path: path.filter((name) => name !== EVERY_ELEMENT),
    treatment,
  }));
  if (members.length === 0) return [];
  return usesOf(dataset).flatMap(({ path, use, pseudonymDoes }) => {
    const names = path.split('.');
    const member = members.find((one) => one.path.every((name, index) => name === names[index]));
    if (member === undefined || (pseudonymDoes && member.treatment === 'pseudonymise')) return [];
    return [{ path, treatment: member.treatment, use, pseudonymDoes }];
  });
}

interface Use {
  readonly path: string;
  readonly use: string;
  readonly pseudonymDoes: boolean;
}

function usesOf({ key, revision, cancelled, variants, derives, source }: Dataset): readonly Use[] {
  return [
    ...uses('the key', key, 'pseudonym'),
    ...uses('the order of revisions', [revision]),
    ...uses('telling what is cancelled', [cancelled?.field]),
    ...uses('telling its variants apart', [variants?.discriminator]),
    ...derives.flatMap((one) => [
      ...uses('a derivation', [one.parent, one.child], 'pseudonym'),
      ...uses('a derivation', [one.share, one.position]),
    ]),
    ...(source.kind === 'stream' ? streamUses(source.stream) : []),
  ];
}

function streamUses(stream: (Dataset['source'] & { readonly kind: 'stream' })['stream']) {
  const time = uses('the event time', [stream.eventTime?.field]);
  if (stream.class === 'event') {
    const { eventKey, versionPointer } = stream;
    return [
      ...time,
      ...uses('the event key', eventKey === 'payload' ? [] : eventKey, 'pseudonym'),
      ...uses('naming the major', [versionPointer?.split('/').slice(1).join('.')]),
    ];
  }
  const { dimensions, tag, value, quality } = stream.series;
  return [
    ...time,
    ...uses('telling series apart', dimensions, 'pseudonym'),
    ...uses('the sample itself', [tag, value, quality]),
  ];
}

function uses(
  use: string,
  paths: readonly (string | undefined)[],
  pseudonym?: 'pseudonym',
): readonly Use[] {
  return paths
    .filter((path) => path !== undefined)
    .map((path) => ({ path, use, pseudonymDoes: pseudonym !== undefined }));
}
