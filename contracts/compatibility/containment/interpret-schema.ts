import type { Json } from '../../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { splitFragment } from '../../source/json-schema/uri-reference.ts';
import type { Budget } from './budget.ts';
import { type DynamicScope, enteredScope, noScope } from './dynamic-scope.ts';
import { EndlessSchema } from './evaluate-node.ts';
import { hasFormat } from './format-check.ts';
import { lengthOf, typeOf, valueKey } from './json-value.ts';
import { searches } from './pattern-match.ts';
import { isMultiple, rationalOf } from './rational.ts';

/** Thrown where a reference names nothing. */
export class UnknownReference extends Error {
  readonly pointer: string;

  constructor(pointer: string) {
    super('the reference names nothing');
    this.pointer = pointer;
  }
}

/** Members and items that a successful schema has evaluated. */
interface Evaluated {
  readonly names: Set<string>;
  readonly items: Set<number>;
}

const mostDepth = 400;
const costOfLook = 1 / 8;

/**
 * Reads a schema of 2020-12 keyword by keyword against a value, annotations and dynamic references
 * included: slow, and as close to the words of the specification as possible, so that it can be a
 * second opinion on everything that is derived from the same schema.
 */
export class SchemaInterpreter {
  private readonly registry: SchemaRegistry;
  private readonly assertsFormats: boolean;
  private readonly budget: Budget | undefined;

  constructor(
    registry: SchemaRegistry,
    formats: 'assert' | 'annotate' = 'annotate',
    budget?: Budget,
  ) {
    this.registry = registry;
    this.assertsFormats = formats === 'assert';
    this.budget = budget;
  }

  /** `outer` is the scope in which the schema stands; empty for a document of its own. */
  accepts(site: SchemaSite, value: Json, outer: DynamicScope = noScope): boolean {
    return this.evaluate(site, value, outer, 0) !== undefined;
  }

  private evaluate(
    site: SchemaSite,
    value: Json,
    outer: DynamicScope,
    depth: number,
  ): Evaluated | undefined {
    if (depth > mostDepth) throw new EndlessSchema();
    this.budget?.spend(costOfLook);
    const { schema } = site;
    if (!isJsonObject(schema)) {
      return schema === false ? undefined : { names: new Set(), items: new Set() };
    }
    const scope = enteredScope(site, outer);
    if (this.assertsFormats && typeof value === 'string') {
      const format = member(schema, 'format');
      if (typeof format === 'string' && !hasFormat(format, value)) return undefined;
    }
    const run = new Run(this.registry, site, schema, value, (child, part) =>
      this.evaluate(child, part, scope, depth + 1),
    );
    return run.holds(scope) ? run.evaluated : undefined;
  }
}

type Evaluate = (site: SchemaSite, value: Json) => Evaluated | undefined;

/** One schema object against one value. */
class Run {
  readonly evaluated: Evaluated = { names: new Set(), items: new Set() };
  private readonly registry: SchemaRegistry;
  private readonly site: SchemaSite;
  private readonly schema: JsonObject;
  private readonly value: Json;
  private readonly evaluate: Evaluate;

  constructor(
    registry: SchemaRegistry,
    site: SchemaSite,
    schema: JsonObject,
    value: Json,
    evaluate: Evaluate,
  ) {
    this.registry = registry;
    this.site = site;
    this.schema = schema;
    this.value = value;
    this.evaluate = evaluate;
  }

  holds(scope: DynamicScope): boolean {
    return (
      this.typeHolds() &&
      this.valueHolds() &&
      this.referencesHold(scope) &&
      this.branchesHold() &&
      this.membersHold() &&
      this.itemsHold() &&
      this.unevaluatedHolds()
    );
  }

  private keyword(name: string): Json | undefined {
    return member(this.schema, name);
  }

  private child(pointer: string, schema: Json): SchemaSite {
    return this.registry.child(this.site, pointer, schema);
  }

  /** Evaluates in place and takes over what the subschema has evaluated. */
  private inPlace(site: SchemaSite): boolean {
    const inner = this.evaluate(site, this.value);
    if (inner === undefined) return false;
    for (const name of inner.names) this.evaluated.names.add(name);
    for (const index of inner.items) this.evaluated.items.add(index);
    return true;
  }

  private typeHolds(): boolean {
    const type = this.keyword('type');
    if (type === undefined) return true;
    const own = typeOf(this.value);
    return (isJsonArray(type) ? type : [type]).some(
      (name) => name === own || (name === 'integer' && Number.isInteger(this.value)),
    );
  }

  private valueHolds(): boolean {
    const key = valueKey(this.value);
    const constant = this.keyword('const');
    if (constant !== undefined && valueKey(constant) !== key) return false;
    const listed = this.keyword('enum');
    if (isJsonArray(listed) && !listed.some((each) => valueKey(each) === key)) return false;
    if (typeof this.value === 'number') return this.numberHolds(this.value);
    return typeof this.value === 'string' ? this.textHolds(this.value) : true;
  }

  private limit(name: string): number | undefined {
    const limit = this.keyword(name);
    return typeof limit === 'number' ? limit : undefined;
  }

  private numberHolds(value: number): boolean {
    const step = this.limit('multipleOf');
    return (
      value >= (this.limit('minimum') ?? value) &&
      value <= (this.limit('maximum') ?? value) &&
      value > (this.limit('exclusiveMinimum') ?? Number.NEGATIVE_INFINITY) &&
      value < (this.limit('exclusiveMaximum') ?? Number.POSITIVE_INFINITY) &&
      (step === undefined || isMultiple(rationalOf(value), rationalOf(step)))
    );
  }

  private textHolds(text: string): boolean {
    const pattern = this.keyword('pattern');
    return (
      this.within(lengthOf(text), 'minLength', 'maxLength') &&
      (typeof pattern !== 'string' || searches(pattern, text))
    );
  }

  private within(count: number, least: string, most: string): boolean {
    return count >= (this.limit(least) ?? 0) && count <= (this.limit(most) ?? count);
  }

  private referencesHold(scope: DynamicScope): boolean {
    const reference = this.keyword('$ref');
    if (typeof reference === 'string' && !this.inPlace(this.resolved('$ref', reference))) {
      return false;
    }
    const dynamic = this.keyword('$dynamicRef');
    if (typeof dynamic !== 'string') return true;
    const target = this.resolved('$dynamicRef', dynamic);
    const anchor = splitFragment(dynamic).fragment ?? '';
    const bookend = target.resource.dynamicAnchors.get(anchor) === target;
    return this.inPlace(bookend ? (scope.get(anchor) ?? target) : target);
  }

  private resolved(keyword: string, reference: string): SchemaSite {
    const target = this.registry.resolve(reference, this.site);
    if (target === undefined) throw new UnknownReference(`${this.site.pointer}/${keyword}`);
    return target;
  }

  private branchesHold(): boolean {
    const branches = (keyword: string): readonly SchemaSite[] | undefined => {
      const listed = this.keyword(keyword);
      return isJsonArray(listed)
        ? listed.map((schema, index) => this.child(`/${keyword}/${index}`, schema))
        : undefined;
    };
    // Every branch is looked at: each one that holds evaluates members and items.
    const count = (sites: readonly SchemaSite[]) =>
      sites.map((site) => this.inPlace(site)).filter((holds) => holds).length;
    const all = branches('allOf');
    if (all !== undefined && count(all) !== all.length) return false;
    const any = branches('anyOf');
    if (any !== undefined && count(any) === 0) return false;
    const one = branches('oneOf');
    if (one !== undefined && count(one) !== 1) return false;
    const not = this.keyword('not');
    if (not !== undefined && this.evaluate(this.child('/not', not), this.value) !== undefined) {
      return false;
    }
    return this.conditionHolds();
  }

  private conditionHolds(): boolean {
    const condition = this.keyword('if');
    if (condition === undefined) return true;
    const next = this.inPlace(this.child('/if', condition)) ? 'then' : 'else';
    const schema = this.keyword(next);
    return schema === undefined || this.inPlace(this.child(`/${next}`, schema));
  }

  private map(keyword: string): readonly (readonly [string, SchemaSite])[] {
    const map = this.keyword(keyword);
    if (!isJsonObject(map)) return [];
    return Object.entries(map).map(
      ([name, schema]) =>
        [
          name,
          this.child(`/${keyword}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, schema),
        ] as const,
    );
  }

  private membersHold(): boolean {
    const { value } = this;
    if (!isJsonObject(value)) return true;
    const names = Object.keys(value);
    if (!this.within(names.length, 'minProperties', 'maxProperties')) return false;
    const has = (name: Json) => typeof name !== 'string' || Object.hasOwn(value, name);
    const required = this.keyword('required');
    if (isJsonArray(required) && !required.every(has)) return false;
    const dependent = this.keyword('dependentRequired');
    if (isJsonObject(dependent)) {
      const broken = Object.entries(dependent).some(
        ([name, needed]) => has(name) && isJsonArray(needed) && !needed.every(has),
      );
      if (broken) return false;
    }
    if (!this.map('dependentSchemas').every(([name, site]) => !has(name) || this.inPlace(site))) {
      return false;
    }
    const nameSchema = this.keyword('propertyNames');
    if (nameSchema !== undefined) {
      const site = this.child('/propertyNames', nameSchema);
      if (!names.every((name) => this.evaluate(site, name) !== undefined)) return false;
    }
    return this.memberValuesHold(value);
  }

  private memberValuesHold(value: JsonObject): boolean {
    const named = new Map(this.map('properties'));
    const patterns = this.map('patternProperties');
    const additional = this.keyword('additionalProperties');
    for (const [name, part] of Object.entries(value)) {
      const own = named.get(name);
      const sites = [
        ...(own === undefined ? [] : [own]),
        ...patterns.filter(([pattern]) => searches(pattern, name)).map(([, site]) => site),
      ];
      if (sites.length === 0 && additional !== undefined) {
        sites.push(this.child('/additionalProperties', additional));
      }
      if (!sites.every((site) => this.evaluate(site, part) !== undefined)) return false;
      if (sites.length > 0) this.evaluated.names.add(name);
    }
    return true;
  }

  private itemsHold(): boolean {
    const { value } = this;
    if (!isJsonArray(value)) return true;
    if (!this.within(value.length, 'minItems', 'maxItems')) return false;
    if (this.keyword('uniqueItems') === true) {
      if (new Set(value.map(valueKey)).size !== value.length) return false;
    }
    const prefix = this.keyword('prefixItems');
    const sites = isJsonArray(prefix)
      ? prefix.map((schema, index) => this.child(`/prefixItems/${index}`, schema))
      : [];
    const rest = this.keyword('items');
    const restSite = rest === undefined ? undefined : this.child('/items', rest);
    for (const [index, item] of value.entries()) {
      const site = sites[index] ?? (index >= sites.length ? restSite : undefined);
      if (site === undefined) continue;
      if (this.evaluate(site, item) === undefined) return false;
      this.evaluated.items.add(index);
    }
    return this.containsHolds(value);
  }

  private containsHolds(value: readonly Json[]): boolean {
    const contains = this.keyword('contains');
    if (contains === undefined) return true;
    const site = this.child('/contains', contains);
    const matches = [...value.keys()].filter(
      (index) => this.evaluate(site, value[index] ?? null) !== undefined,
    );
    for (const index of matches) this.evaluated.items.add(index);
    return (
      matches.length >= (this.limit('minContains') ?? 1) &&
      matches.length <= (this.limit('maxContains') ?? matches.length)
    );
  }

  private unevaluatedHolds(): boolean {
    const { value } = this;
    const keyword = isJsonArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
    const schema = this.keyword(keyword);
    if (schema === undefined) return true;
    const site = this.child(`/${keyword}`, schema);
    if (isJsonArray(value)) {
      for (const [index, item] of value.entries()) {
        if (this.evaluated.items.has(index)) continue;
        if (this.evaluate(site, item) === undefined) return false;
        this.evaluated.items.add(index);
      }
    } else if (isJsonObject(value)) {
      for (const [name, part] of Object.entries(value)) {
        if (this.evaluated.names.has(name)) continue;
        if (this.evaluate(site, part) === undefined) return false;
        this.evaluated.names.add(name);
      }
    }
    return true;
  }
}
