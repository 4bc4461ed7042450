import type { Json } from '../../source/json.ts';
import { measureJson } from '../../source/json-schema/json-object.ts';
import { SchemaRegistry } from '../../source/json-schema/schema-registry.ts';
import { checkSchemaShape } from '../../source/json-schema/schema-shape.ts';
import {
  Compilation,
  enterResource,
  type QueuedFunction,
  type ValidatorProblem,
} from './compilation.ts';
import { emitSchema } from './emit-schema.ts';
import { analyseCalls, type CallGraph } from './recursion.ts';
import { snippetTexts } from './runtime-snippets.ts';
import { Vocabularies } from './vocabularies.ts';

export interface ValidatorOptions {
  /** `assert` refuses values that break a format; `annotate` lets them pass. */
  readonly formats: 'assert' | 'annotate';
  /** Documents for absolute URIs that the schema refers to; nothing is fetched. */
  readonly resolve?: (uri: string) => Json | undefined;
}

export interface GeneratedValidator {
  /** Text of an ES module that exports `validate` and imports nothing. */
  readonly source: string;
  /** Not empty: the module must not be used. */
  readonly problems: readonly ValidatorProblem[];
}

const LIMITS = { depth: 200, values: 300_000, functions: 20_000, calls: 1_000_000 };
const BASE = 'schema:///document';

/**
 * Compiles a JSON Schema 2020-12 into a module whose `validate(value)` answers null for a value
 * that the schema accepts, without allocating, and up to 20 violations otherwise. Takes what
 * JSON.parse yields. Whatever the value, work and depth are bounded: one that is nested too deep or
 * costs too much is refused by the rules `depth` and `budget`. The same document gives the same text.
 */
export function generateValidator(document: Json, options: ValidatorOptions): GeneratedValidator {
  const size = measureJson(document, LIMITS);
  if (size.depth > LIMITS.depth || size.values > LIMITS.values) {
    return {
      source: '',
      problems: [{ pointer: '', message: 'the schema is nested too deep or too large to compile' }],
    };
  }
  const faults = checkSchemaShape(document).filter(({ severity }) => severity === 'error');
  if (faults.length > 0) {
    return { source: '', problems: faults.map(({ pointer, message }) => ({ pointer, message })) };
  }
  const registry = new SchemaRegistry((uri) => {
    const root = options.resolve?.(uri);
    return root === undefined ? undefined : { uri, root };
  });
  const entry = registry.add({ uri: BASE, root: document });
  const compilation = new Compilation({
    registry,
    entry,
    vocabularies: new Vocabularies(registry),
    formats: options.formats,
    emitSchema,
  });
  const check = compilation.functionFor(entry, new Map(), 'check');
  const collect = compilation.functionFor(entry, new Map(), 'collect');
  const bodies = compilation.drain((queued) => functionText(compilation, queued));
  if (bodies.size > LIMITS.functions) {
    compilation.problem(entry, '', 'the schema compiles to too many functions');
  }
  const graph = analyseCalls(compilation.calls);
  if ((graph.cost.get(check) ?? 0) > LIMITS.calls) {
    compilation.problem(
      entry,
      '',
      'references to references multiply the work for each message beyond a million steps',
    );
  }
  return {
    source: moduleText(compilation, bodies, graph, { check, collect }),
    problems: compilation.problems,
  };
}

const PARAMETERS: Readonly<Record<QueuedFunction['variant'], string>> = {
  check: 'v',
  track: 'v,e',
  base: 'v,e',
  collect: 'v,p,o',
};

function functionText(compilation: Compilation, queued: QueuedFunction): string {
  const { variant, site, scope } = queued;
  return compilation.emit({
    site,
    scope: enterResource(site, scope),
    data: 'v',
    collect: variant === 'collect',
    path: 'p',
    tracker: variant === 'track' || variant === 'base' ? 'e' : undefined,
    base: variant === 'base',
  });
}

function moduleText(
  compilation: Compilation,
  bodies: ReadonlyMap<string, string>,
  { recursive }: CallGraph,
  entry: { readonly check: string; readonly collect: string },
): string {
  compilation.use('add', 'guard');
  const functions = [...bodies].map(([name, body]) => {
    const variant = variantOf(name);
    const parameters = PARAMETERS[variant];
    const end = variant === 'collect' ? '' : 'return true;\n';
    if (!recursive.has(name)) return `function ${name}(${parameters}){\n${body}${end}}`;
    const guarded =
      variant === 'collect'
        ? `if(!enter())return;\n${name}i(${parameters});\ndepth-=1;`
        : `if(!enter())return false;\nconst r=${name}i(${parameters});\ndepth-=1;\nreturn r;`;
    return `function ${name}(${parameters}){\n${guarded}\n}\nfunction ${name}i(${parameters}){\n${body}${end}}`;
  });
  return [
    '// Generated from a JSON Schema; do not edit.',
    ...snippetTexts(compilation.snippets),
    ...compilation.constantLines(),
    ...functions,
    entryText(entry.check, entry.collect),
    '',
  ].join('\n');
}

function variantOf(name: string): QueuedFunction['variant'] {
  switch (name.charAt(0)) {
    case 'b':
      return 'check';
    case 't':
      return 'track';
    case 'u':
      return 'base';
    default:
      return 'collect';
  }
}

/** A stack overflow cannot outwit the depth guard, but a smaller stack than ours could. */
function entryText(check: string, collect: string): string {
  return `function refused() {
  const budget = exhausted === "budget";
  return [{
    pointer: "", schemaPointer: "", rule: budget ? "budget" : "depth",
    message: budget ? "the value costs too much to check against its recursive schema" : "expected fewer levels of nesting than this value has",
  }];
}
export function validate(value) {
  depth = 0;
  steps = 0;
  exhausted = "";
  try {
    if (${check}(value) && exhausted === "") return null;
    if (exhausted !== "") return refused();
    depth = 0;
    steps = MAX_STEPS - 200000;
    const found = [];
    ${collect}(value, "", found);
    if (found.length > 0) return found;
    if (exhausted !== "") return refused();
    return [{ pointer: "", schemaPointer: "", rule: "false", message: "the value holds something that JSON cannot express" }];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    exhausted = "depth";
    return refused();
  }
}`;
}
