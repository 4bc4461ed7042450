import type { Json } from '../../source/json.ts';
import { isJsonObject, type JsonObject } from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { literal } from './js-text.ts';
import type { SnippetName } from './runtime-snippets.ts';
import type { Vocabularies } from './vocabularies.ts';

/**
 * What a generated function does with a value: `check` answers true or false, `track` answers and
 * notes which members and items were evaluated, `base` is `track` without the schema's own
 * `unevaluated…`, `collect` adds violations to a list.
 */
export type Variant = 'check' | 'track' | 'base' | 'collect';

/** Outermost schema per dynamic anchor on the way to a schema (core specification, section 7.1). */
export type DynamicScope = ReadonlyMap<string, SchemaSite>;

/** The members that a schema evaluates in every value it accepts. */
export interface Evaluated {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

/** The place in the generated text that a piece of code is written for. */
export interface Frame {
  readonly site: SchemaSite;
  readonly scope: DynamicScope;
  /** Name of the variable that holds the value. */
  readonly data: string;
  /** Adds violations to `o` instead of returning false. */
  readonly collect: boolean;
  /** Expression of the value's JSON pointer; used when collecting. */
  readonly path: string;
  /** Variable of the tracker of evaluated members and items, where somebody asks for them. */
  readonly tracker: string | undefined;
  /** The schema's own `unevaluated…` are left out. */
  readonly base: boolean;
  /** The value is a member that must be there: nobody is told to leave it out. */
  readonly required?: boolean;
}

export interface ValidatorProblem {
  /** Into the document; after a URI where a reference led elsewhere. */
  readonly pointer: string;
  readonly message: string;
}

export type EmitSchema = (compilation: Compilation, frame: Frame) => string;

export interface QueuedFunction {
  readonly name: string;
  readonly site: SchemaSite;
  readonly scope: DynamicScope;
  readonly variant: Variant;
}

const LETTERS: Readonly<Record<Variant, string>> = {
  check: 'b',
  track: 't',
  base: 'u',
  collect: 'c',
};

/** The state of one compilation: names, constants, functions to write and what they call. */
export class Compilation {
  readonly registry: SchemaRegistry;
  readonly vocabularies: Vocabularies;
  readonly problems: ValidatorProblem[] = [];
  readonly snippets = new Set<SnippetName>();
  /** How often each function's text calls which other function. */
  readonly calls = new Map<string, Map<string, number>>();
  /** What schemas evaluate in every value, as evaluated-statically.ts found it. */
  readonly evaluatedInside = new Map<Json, Evaluated | undefined>();
  readonly evaluatedOutside = new Map<Json, Evaluated | undefined>();
  private readonly entry: SchemaSite;
  private readonly constants = new Map<string, string>();
  private readonly functions = new Map<string, string>();
  private readonly queue: QueuedFunction[] = [];
  private readonly numbers = new Map<string, number>();
  private current = '';
  private variables = 0;

  private readonly formats: 'assert' | 'annotate';
  private readonly emitSchema: EmitSchema;

  constructor(parts: {
    readonly registry: SchemaRegistry;
    readonly entry: SchemaSite;
    readonly vocabularies: Vocabularies;
    readonly formats: 'assert' | 'annotate';
    readonly emitSchema: EmitSchema;
  }) {
    this.registry = parts.registry;
    this.entry = parts.entry;
    this.vocabularies = parts.vocabularies;
    this.formats = parts.formats;
    this.emitSchema = parts.emitSchema;
  }

  /** The code that applies the frame's schema to its value. */
  emit(frame: Frame): string {
    return this.emitSchema(this, frame);
  }

  assertsFormats(site: SchemaSite): boolean {
    return this.formats === 'assert' || this.vocabularies.assertsFormats(site);
  }

  /** The name of the function for a schema; it is written when its turn comes. */
  functionFor(site: SchemaSite, outer: DynamicScope, variant: Variant): string {
    const scope = enterResource(site, outer);
    const place = `${siteKey(site)} ${scopeKey(scope)}`;
    const key = `${variant} ${place}`;
    let name = this.functions.get(key);
    if (name === undefined) {
      const number = this.numbers.get(place) ?? this.numbers.size;
      this.numbers.set(place, number);
      name = `${LETTERS[variant]}${number}`;
      this.functions.set(key, name);
      this.queue.push({ name, site, scope, variant });
    }
    const callees = this.calls.get(this.current) ?? new Map<string, number>();
    this.calls.set(this.current, callees.set(name, (callees.get(name) ?? 0) + 1));
    return name;
  }

  /** Writes all functions that were asked for, until no new ones are. */
  drain(write: (queued: QueuedFunction) => string): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      this.current = next.name;
      this.variables = 0;
      texts.set(next.name, write(next));
    }
    return texts;
  }

  variable(): string {
    this.variables += 1;
    return `x${this.variables}`;
  }

  /** A module-level constant, shared by equal expressions. */
  constant(expression: string): string {
    const known = this.constants.get(expression);
    if (known !== undefined) return known;
    const name = `k${this.constants.size}`;
    this.constants.set(expression, name);
    return name;
  }

  constantLines(): readonly string[] {
    return [...this.constants].map(([expression, name]) => `const ${name} = ${expression};`);
  }

  pattern(source: string, site: SchemaSite, keyword: string): string | undefined {
    try {
      new RegExp(source, 'u');
    } catch {
      this.problem(
        site,
        keyword,
        'the pattern is not a regular expression in the Unicode syntax of ECMA-262',
      );
      return undefined;
    }
    return this.constant(`new RegExp(${literal(source)}, "u")`);
  }

  use(...names: readonly SnippetName[]): void {
    for (const name of names) this.snippets.add(name);
  }

  problem(site: SchemaSite, keyword: string, message: string): void {
    if (this.problems.length >= 50) return;
    this.problems.push({ pointer: this.schemaPointer(site, keyword), message });
  }

  /** The keyword's place, as violations name it. */
  schemaPointer(site: SchemaSite, keyword: string): string {
    const { document } = site.resource;
    const pointer = keyword === '' ? site.pointer : `${site.pointer}/${keyword}`;
    return document === this.entry.resource.document ? pointer : `${document.uri}#${pointer}`;
  }

  child(frame: Frame, pointer: string, schema: Json): SchemaSite {
    return this.registry.child(frame.site, pointer, schema);
  }

  /** The schema's members as its vocabularies let them count; undefined for true and false. */
  keywords(site: SchemaSite): JsonObject | undefined {
    return isJsonObject(site.schema) ? this.vocabularies.effective(site.schema, site) : undefined;
  }
}

/** The scope inside a schema: a resource brings its dynamic anchors, outer ones keep their place. */
export function enterResource(site: SchemaSite, scope: DynamicScope): DynamicScope {
  let inner: Map<string, SchemaSite> | undefined;
  for (const [name, target] of site.resource.dynamicAnchors) {
    if (scope.has(name)) continue;
    inner ??= new Map(scope);
    inner.set(name, target);
  }
  return inner ?? scope;
}

function siteKey(site: SchemaSite): string {
  return `${site.resource.document.uri}#${site.pointer}`;
}

function scopeKey(scope: DynamicScope): string {
  return [...scope]
    .map(([name, site]) => `${name}=${siteKey(site)}`)
    .sort()
    .join(' ');
}
