import type { Field } from '../../model/field.ts';
import type { UnionBranch } from '../../model/field-type.ts';
import { variantBranches } from '../../model/variants.ts';
import type { ChangeFact } from './change-fact.ts';
import { type DatasetPair, datasetSubject } from './compared.ts';
import { placeOfField } from './field-place.ts';
import { termFacts } from './field-terms.ts';
import { type FieldAt, moves, renamings } from './renamed-fields.ts';
import { saysTheSame } from './same-meaning.ts';
import { type FactBody, stated } from './stated-fact.ts';
import { typeFacts } from './type-facts.ts';
import { typeText } from './type-text.ts';
import { spotAt } from './written-place.ts';

/** What differs in the fields of a dataset, at any depth, in the order of the current record. */
export function fieldFacts(pair: DatasetPair): readonly ChangeFact[] {
  const comparison = new FieldComparison(pair);
  comparison.run();
  return comparison.facts;
}

/** Fields of one object (or branch) that only one side has. */
interface Unmatched {
  readonly removed: readonly FieldAt[];
  readonly added: readonly FieldAt[];
  readonly parent: Field | undefined;
}

class FieldComparison {
  readonly facts: ChangeFact[] = [];
  readonly #pair: DatasetPair;
  readonly #unmatched: Unmatched[] = [];
  /** Branches share fields, and with them what is told about them. */
  readonly #told = new Set<string>();

  constructor(pair: DatasetPair) {
    this.#pair = pair;
  }

  run(): void {
    const { previous, current } = this.#pair;
    this.#fields(previous.fields, current.fields, '', undefined);
    this.#variants();
    this.#settle();
  }

  #fields(
    before: readonly Field[],
    after: readonly Field[],
    prefix: string,
    parent: Field | undefined,
  ): void {
    if (saysTheSame(before, after)) return;
    const at = (field: Field): FieldAt => ({ path: joined(prefix, field.name), field });
    const old = new Map(before.map((field) => [field.name, field]));
    const now = new Map(after.map((field) => [field.name, field]));
    for (const field of after) {
      const was = old.get(field.name);
      if (was !== undefined) this.#field(at(was), at(field));
    }
    const removed = before.filter(({ name }) => !now.has(name)).map(at);
    const added = after.filter(({ name }) => !old.has(name)).map(at);
    if (removed.length + added.length > 0) this.#unmatched.push({ removed, added, parent });
  }

  #field(before: FieldAt, after: FieldAt): void {
    if (saysTheSame(before.field, after.field)) return;
    for (const body of this.#terms(before.field, after.field)) this.#tell(after, body, before);
    typeFacts(before.field.type, after.field.type, {
      tell: (body) => this.#tell(after, body, before),
      fields: (old, now) => this.#fields(old, now, after.path, after.field),
      branches: (old, now) => this.#branches(old, now, after.path, before.field, after.field),
    });
  }

  /** In a computed row `required` says whether a column may be NULL, and nothing else. */
  #terms(before: Field, after: Field): readonly FactBody[] {
    const facts = termFacts(before, after);
    const { previous, current } = this.#pair;
    const isComputed = [previous, current].every(({ source }) => source.kind === 'transform');
    if (!isComputed || !facts.some(({ kind }) => kind === 'nullability-changed')) return facts;
    return facts.filter(({ kind }) => kind !== 'requirement-changed');
  }

  #branches(
    before: readonly UnionBranch[],
    after: readonly UnionBranch[],
    path: string,
    was: Field,
    is: Field,
  ): void {
    const old = new Map(before.map((branch) => [branch.value, branch]));
    const now = new Map(after.map((branch) => [branch.value, branch]));
    const subject = { path, field: is };
    const previous = { path, field: was };
    for (const { value, fields } of after) {
      const branch = old.get(value);
      if (branch === undefined) this.#tell(subject, { kind: 'branch-added', value }, previous);
      else this.#fields(branch.fields, fields, path, is);
    }
    for (const { value } of before) {
      if (!now.has(value)) this.#tell(subject, { kind: 'branch-removed', value }, previous);
    }
  }

  /** The kinds of record, each of which has fields of its own. */
  #variants(): void {
    const { previous, current } = this.#pair;
    const [was, is] = [previous.variants, current.variants];
    if (saysTheSame(was, is)) return;
    const discriminator = is?.discriminator ?? was?.discriminator ?? '';
    const old = previous.fields.find(({ name }) => name === discriminator);
    const now = current.fields.find(({ name }) => name === discriminator);
    if (was?.discriminator !== is?.discriminator) {
      const texts = { before: kindText(was?.discriminator), after: kindText(is?.discriminator) };
      const body = { kind: 'type-changed', direction: 'changed', shape: false, ...texts } as const;
      const field = now ?? current.fields[0];
      if (field !== undefined) this.#tell({ path: field.name, field }, body, asOld(old));
      return;
    }
    if (was === undefined || is === undefined || old === undefined || now === undefined) return;
    const before = variantBranches(previous.fields, was);
    const after = variantBranches(current.fields, is);
    const flat = new Set([...previous.fields, ...current.fields].map(({ name }) => name));
    const inBoth = new Set(
      [...flat].filter((name) => [previous, current].every(({ fields }) => has(fields, name))),
    );
    const shared = (branches: readonly UnionBranch[]) =>
      branches.map(({ value, fields }) => ({
        value,
        // What a field is was compared over all records; here only which kind has it is new.
        fields: fields
          .filter(({ name }) => inBoth.has(name))
          .map((field) => ({ ...field, type: { kind: 'json', reason: 'untyped' } as const })),
      }));
    const places = [old, now] as const;
    this.#variantBranches(shared(before), shared(after), places);
    if (was.closed === is.closed) return;
    const texts = { before: opennessText(was.closed), after: opennessText(is.closed) };
    const direction = is.closed ? 'tightened' : 'loosened';
    const body = { kind: 'type-changed', direction, shape: false, ...texts } as const;
    this.#tell({ path: now.name, field: now }, body, { path: old.name, field: old });
  }

  #variantBranches(
    before: readonly UnionBranch[],
    after: readonly UnionBranch[],
    [was, is]: readonly [Field, Field],
  ): void {
    const strip = (branches: readonly UnionBranch[]) =>
      branches.map((branch) => ({ ...branch, fields: [] }));
    this.#branches(strip(before), strip(after), is.name, was, is);
    for (const { value, fields } of after) {
      const branch = before.find((each) => each.value === value);
      if (branch !== undefined) this.#fields(branch.fields, fields, '', undefined);
    }
  }

  /** What went and came: told last, as a field may have moved from one object into another. */
  #settle(): void {
    const removed = this.#unmatched.flatMap((each) => each.removed);
    const added = this.#unmatched.flatMap((each) => each.added);
    const gone = new Set<FieldAt>();
    const come = new Set<FieldAt>();
    const changes: {
      readonly body: FactBody;
      readonly before: FieldAt;
      readonly after: FieldAt;
    }[] = [];
    const settle = (kind: 'field-renamed' | 'field-moved', before: FieldAt, after: FieldAt) => {
      gone.add(before);
      come.add(after);
      changes.push({ body: { kind, before: before.path, after: after.path }, before, after });
    };
    for (const each of this.#unmatched) {
      for (const { before, after } of renamings(each.removed, each.added)) {
        settle('field-renamed', before, after);
      }
    }
    const left = removed.filter((field) => !gone.has(field)).flatMap(withInner);
    const right = added.filter((field) => !come.has(field)).flatMap(withInner);
    for (const { before, after } of moves(left, right)) settle('field-moved', before, after);
    for (const { body, before, after } of changes) {
      this.#tell(after, body, before);
      for (const more of termFacts(before.field, after.field)) {
        // Where the name is another one, `physicalName` may be what keeps the column.
        if (more.kind !== 'column-moved') this.#tell(after, more, before);
      }
    }
    for (const { removed: lost, added: found, parent } of this.#unmatched) {
      for (const field of found)
        if (!come.has(field)) this.#tell(field, existence('field-added', field));
      for (const field of lost) {
        if (!gone.has(field)) this.#tellRemoved(field, parent);
      }
    }
  }

  #tell(after: FieldAt, body: FactBody, before?: FieldAt): void {
    const { contracts, current, previous } = this.#pair;
    if (!this.#isNews(after.path, body)) return;
    const at = placeOfField(
      contracts.after,
      contracts.current,
      current.name,
      after.path,
      after.field,
      body,
    );
    const was =
      before === undefined
        ? undefined
        : placeOfField(
            contracts.before,
            contracts.previous,
            previous.name,
            before.path,
            before.field,
            body,
          );
    const subject = { ...datasetSubject(this.#pair), field: after.path };
    this.facts.push(stated(subject, at, body, was?.place));
  }

  #tellRemoved(removed: FieldAt, parent: Field | undefined): void {
    const body = existence('field-removed', removed);
    if (!this.#isNews(removed.path, body)) return;
    const { contracts, current } = this.#pair;
    const at = spotAt(contracts.after, (parent ?? current).place);
    const subject = { ...datasetSubject(this.#pair), field: removed.path };
    this.facts.push(stated(subject, at, body, removed.field.place));
  }

  #isNews(path: string, body: FactBody): boolean {
    const key = JSON.stringify([path, body]);
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}

function existence(kind: 'field-added' | 'field-removed', { field }: FieldAt): FactBody {
  return { kind, required: field.required, type: typeText(field.type) };
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** A field and what stands in it, as far as it is one object in another. */
function withInner(at: FieldAt): readonly FieldAt[] {
  const { type } = at.field;
  if (type.kind !== 'object') return [at];
  return [
    at,
    ...type.fields.flatMap((field) => withInner({ path: joined(at.path, field.name), field })),
  ];
}

function has(fields: readonly Field[], name: string): boolean {
  return fields.some((field) => field.name === name);
}

function asOld(field: Field | undefined): FieldAt | undefined {
  return field === undefined ? undefined : { path: field.name, field };
}

function kindText(discriminator: string | undefined): string {
  return discriminator === undefined
    ? 'one kind of record'
    : `several kinds of record by ${discriminator}`;
}

function opennessText(isClosed: boolean): string {
  return isClosed ? 'kinds of record that are closed' : 'kinds of record that are open';
}
