import { shown } from '../source/checked-value.ts';
import type { NodeAt } from '../source/node-at.ts';
import { oneValue, scalarAt } from './bind-stream.ts';
import type { Dataset, Derivation, ModelResult } from './dataset.ts';
import type { Field } from './field.ts';
import { fieldThroughArray } from './field-path.ts';
import { type Findings, note, optional } from './read-node.ts';
import { type EventProfile, profileMember } from './tundish-profile.ts';

const times = ['timestamp', 'local-timestamp'];
const texts = ['string'];
const names = ['string', 'integer'];
const numbers = ['number', 'integer'];

/** What a profile says about where its records, identifiers and files come from, its paths checked. */
export function bindProvenance(
  profile: EventProfile,
  fields: readonly Field[],
  findings: Findings,
): Pick<Dataset, 'result' | 'derives' | 'files'> {
  const derives = profile.derives.flatMap((_, index) =>
    derivation(profile, index, fields, findings),
  );
  checkFiles(profile, fields, findings);
  noteTwice(profile, findings);
  return {
    ...optional('result', result(profile, fields, findings)),
    derives,
    files: profile.files,
  };
}

function result(
  profile: EventProfile,
  fields: readonly Field[],
  findings: Findings,
): ModelResult | undefined {
  const written = profile.result;
  if (written === undefined) return undefined;
  const check = (member: keyof ModelResult, kinds: readonly string[]) =>
    scalarAt(fields, written[member], profileMember(profile, 'result', member), findings, kinds);
  check('model', names);
  check('modelVersion', names);
  check('run', names);
  check('inputFrom', times);
  check('inputUntil', times);
  return written;
}

/**
 * A derivation with the kinds of its identifiers. It is left out where a field does not say which
 * kind it is: the lint rule `derivation-identifiers` speaks about that.
 */
function derivation(
  profile: EventProfile,
  index: number,
  fields: readonly Field[],
  findings: Findings,
): readonly Derivation[] {
  const written = profile.derives[index];
  if (written === undefined) return [];
  const member = (name: string) => profileMember(profile, 'derives', String(index), name);
  const way = new Way(fields, findings);
  const parent = way.field(written.parent, member('parent'), names);
  const child = way.field(written.child, member('child'), names);
  const share =
    written.share === undefined ? undefined : way.field(written.share, member('share'), numbers);
  if (share?.unit !== undefined && share.unit.code !== '1') {
    const message = `'${written.share}' is in '${shown(share.unit.code)}', and a share is a number from 0 to 1`;
    note(findings, 'field-unfit', member('share'), message, 'send the fraction, with the unit "1"');
  }
  if (written.position !== undefined) way.field(written.position, member('position'), numbers);
  const parentKind = parent?.identifier;
  const childKind = child?.identifier;
  if (parentKind === undefined || childKind === undefined) return [];
  return [{ ...written, parentKind, childKind }];
}

function checkFiles(profile: EventProfile, fields: readonly Field[], findings: Findings): void {
  for (const [index, { uri, sha256, bytes, mediaType }] of profile.files.entries()) {
    const member = (name: string) => profileMember(profile, 'files', String(index), name);
    const way = new Way(fields, findings);
    way.field(uri, member('uri'), texts);
    way.field(sha256, member('sha256'), texts);
    if (bytes !== undefined) way.field(bytes, member('bytes'), ['integer']);
    if (mediaType !== undefined) way.field(mediaType, member('mediaType'), texts);
  }
}

/** The paths of one entry: those that lead through an array lead through the same one. */
class Way {
  readonly #fields: readonly Field[];
  readonly #findings: Findings;
  #array: string | undefined;

  constructor(fields: readonly Field[], findings: Findings) {
    this.#fields = fields;
    this.#findings = findings;
  }

  field(path: string, at: NodeAt, kinds: readonly string[]): Field | undefined {
    const found = fieldThroughArray(this.#fields, path);
    if (found.field === undefined) {
      note(this.#findings, 'field-unknown', at, `'${shown(path)}' ${found.problem}`, found.hint);
      return undefined;
    }
    if (found.array !== undefined && this.#array !== undefined && found.array !== this.#array) {
      const message = `'${shown(path)}' leads through '${found.array}', another member through '${this.#array}'`;
      const hint = 'name members of one array, or of the record itself';
      note(this.#findings, 'field-unfit', at, message, hint);
      return undefined;
    }
    this.#array ??= found.array;
    return oneValue(found.field, path, at, this.#findings, kinds);
  }
}

function noteTwice(profile: EventProfile, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, { parent, child }] of profile.derives.entries()) {
    const at = profileMember(profile, 'derives', String(index));
    const pair = JSON.stringify([parent, child]);
    if (parent === child) {
      const message = `'${shown(child)}' is said to come out of itself`;
      note(findings, 'value-not-allowed', at, message, 'name the member with the other identifier');
    } else if (seen.has(pair)) {
      const message = `the derivation of '${shown(child)}' from '${shown(parent)}' stands twice`;
      note(findings, 'said-twice', at, message, 'remove one of the two');
    }
    seen.add(pair);
  }
}
