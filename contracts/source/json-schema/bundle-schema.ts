import type { Json } from '../json.ts';
import { escapeToken, unescapeToken } from '../json-pointer.ts';
import { LATEST_DRAFT_URI } from './draft.ts';
import { isJsonArray, isJsonObject, member, objectOf } from './json-object.ts';
import { type LoadedFile, originIn, SchemaFiles, type SchemaProblem } from './schema-files.ts';
import { subschemaShape } from './schema-keywords.ts';
import { SchemaRegistry, type SchemaSite } from './schema-registry.ts';
import { splitFragment } from './uri-reference.ts';

export type { SchemaProblem };

export interface BundleRequest {
  /** Repository path of the schema file to start from. */
  readonly entry: string;
  /** The parsed file at a repository path, or undefined where there is none. */
  readonly load: (path: string) => Json | undefined;
}

export interface Bundle {
  /** Absent where a problem keeps the schema from being understood. */
  readonly document?: Json;
  readonly problems: readonly SchemaProblem[];
  /** Where a place of `document` was written: the file, and the pointer into it. */
  readonly originOf: (pointer: string) => { readonly path: string; readonly pointer: string };
}

/**
 * Reads a JSON Schema of draft 4, 6, 7, 2019-09 or 2020-12 (by `$schema`; 2020-12 without one) and
 * the files that it refers to, and returns one schema with the meaning of 2020-12 in which every
 * `$ref` is a pointer into the document itself and `$id`, `$anchor`, `definitions`, tuple `items`,
 * `dependencies` and dynamic references no longer occur. `$defs` holds what is referred to and is
 * not already in place. A URI that is not a repository path is looked for where it stands relative
 * to the `$id` of the file that names it; nothing is ever fetched.
 */
export function bundleSchema(request: BundleRequest): Bundle {
  return new Bundling(request).run();
}

class Bundling {
  private readonly request: BundleRequest;
  private readonly registry: SchemaRegistry;
  private readonly files: SchemaFiles;
  /** Bundled place by site key; `$defs` entries are emitted in the order of their first use. */
  private readonly places = new Map<string, string>();
  private readonly names = new Set<string>();
  private readonly waiting: { readonly name: string; readonly site: SchemaSite }[] = [];
  private readonly origins: { readonly place: string; readonly site: SchemaSite }[] = [];

  constructor(request: BundleRequest) {
    this.request = request;
    this.files = new SchemaFiles(request.load);
    this.registry = new SchemaRegistry((uri, from, reference) =>
      this.files.find(uri, from, reference),
    );
  }

  run(): Bundle {
    const entry = this.files.load(this.request.entry);
    if (entry === undefined) {
      if (this.files.problems.length === 0) {
        this.files.report('error', 'schema-file-exists', this.request.entry, '', {
          message: `there is no schema file ${this.request.entry}`,
        });
      }
      return this.result(undefined);
    }
    const root = this.registry.add(entry.document);
    this.places.set(siteKey(root), '');
    this.origins.push({ place: '', site: root });
    const emitted = this.emit(root, '');
    const definitions: [string, Json][] = [];
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const place = `/$defs/${escapeToken(next.name)}`;
      this.origins.push({ place, site: next.site });
      definitions.push([next.name, this.emit(next.site, place)]);
    }
    if (this.files.problems.some((problem) => problem.severity === 'error'))
      return this.result(undefined);
    if (!isJsonObject(emitted)) return this.result(emitted);
    const members = Object.entries(emitted);
    return this.result(
      objectOf([
        ['$schema', LATEST_DRAFT_URI],
        ...members,
        ...(definitions.length > 0 ? [['$defs', objectOf(definitions)] as const] : []),
      ]),
    );
  }

  private result(document: Json | undefined): Bundle {
    const originOf = (pointer: string) => this.originOf(pointer);
    return document === undefined
      ? { problems: this.files.problems, originOf }
      : { document, problems: this.files.problems, originOf };
  }

  /** Copies a schema to its place in the bundle and sends what it refers to there as well. */
  private emit(site: SchemaSite, place: string): Json {
    const { schema } = site;
    if (!isJsonObject(schema)) return schema;
    const members: [string, Json][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const at = `/${escapeToken(keyword)}`;
      const shape = subschemaShape(keyword);
      if (IDENTITY.has(keyword)) continue;
      if (keyword === '$ref' || keyword === '$dynamicRef') {
        const target = typeof value === 'string' ? this.target(keyword, value, site) : undefined;
        if (target !== undefined) members.push(['$ref', `#${uriFragment(this.placeOf(target))}`]);
      } else if (shape === 'schema') {
        members.push([keyword, this.emitChild(site, at, value, place)]);
      } else if (shape === 'list' && isJsonArray(value)) {
        members.push([
          keyword,
          value.map((item, index) => this.emitChild(site, `${at}/${index}`, item, place)),
        ]);
      } else if (shape === 'map' && isJsonObject(value)) {
        members.push([
          keyword,
          objectOf(
            Object.entries(value).map(
              ([name, item]) =>
                [name, this.emitChild(site, `${at}/${escapeToken(name)}`, item, place)] as const,
            ),
          ),
        ]);
      } else {
        members.push([keyword, value]);
      }
    }
    return objectOf(bothReferences(members));
  }

  private emitChild(parent: SchemaSite, pointer: string, schema: Json, place: string): Json {
    return this.emit(this.registry.child(parent, pointer, schema), place + pointer);
  }

  private target(keyword: string, reference: string, from: SchemaSite): SchemaSite | undefined {
    const file = this.files.fileOf(from);
    const pointer = originIn(file, `${from.pointer}/${escapeToken(keyword)}`);
    const target = this.registry.resolve(reference, from);
    if (target === undefined) {
      this.files.report('error', 'schema-reference-resolves', file.path, pointer, {
        message: `the reference '${reference}' names nothing in this repository`,
        hint: 'write a path relative to this file and copy foreign schemas into the repository: nothing is fetched from the network',
      });
      return undefined;
    }
    const anchor = splitFragment(reference).fragment ?? '';
    if (keyword === '$dynamicRef' && target.resource.dynamicAnchors.get(anchor) === target) {
      const declared = this.files
        .all()
        .filter((other) => declaresDynamicAnchor(other.document.root, anchor)).length;
      if (declared > 1 || countDynamicAnchors(target.resource.document.root, anchor) > 1) {
        this.files.report('error', 'schema-reference-static', file.path, pointer, {
          message: `the dynamic reference '${reference}' means different schemas depending on the way that leads to it`,
          hint: "payload schemas need one meaning per place: use '$ref' and one definition per variant",
        });
        return undefined;
      }
    }
    return target;
  }

  /** The pointer in the bundle; a site that is not in place yet gets its own `$defs` entry. */
  private placeOf(site: SchemaSite): string {
    const file = this.files.fileOf(site);
    if (file.path === this.request.entry && !crossesDefinitions(site.pointer)) return site.pointer;
    const key = siteKey(site);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const name = this.freeName(site, file);
    const place = `/$defs/${escapeToken(name)}`;
    this.places.set(key, place);
    this.waiting.push({ name, site });
    return place;
  }

  private freeName(site: SchemaSite, file: LoadedFile): string {
    const last = site.pointer.split('/').at(-1);
    const base =
      file.path
        .split('/')
        .at(-1)
        ?.replace(/(\.schema)?\.json$/, '') ?? 'schema';
    const wanted = last === undefined || last === '' ? base : unescapeToken(last);
    let name = wanted;
    for (let count = 2; this.names.has(name); count += 1) name = `${wanted}_${count}`;
    this.names.add(name);
    return name;
  }

  private originOf(pointer: string): { readonly path: string; readonly pointer: string } {
    let best: { readonly place: string; readonly site: SchemaSite } | undefined;
    for (const origin of this.origins) {
      const inside = pointer === origin.place || pointer.startsWith(`${origin.place}/`);
      if (inside && origin.place.length >= (best?.place.length ?? 0)) best = origin;
    }
    if (best === undefined) return { path: this.request.entry, pointer };
    const file = this.files.fileOf(best.site);
    const inFile = best.site.pointer + pointer.slice(best.place.length);
    return { path: file.path, pointer: originIn(file, inFile) };
  }
}

const IDENTITY: ReadonlySet<string> = new Set([
  '$id',
  '$anchor',
  '$dynamicAnchor',
  '$schema',
  '$vocabulary',
  '$defs',
  'definitions',
]);

/** `$ref` and `$dynamicRef` side by side both hold: the second one moves into an `allOf`. */
function bothReferences(members: readonly [string, Json][]): readonly [string, Json][] {
  const references = members.filter(([keyword]) => keyword === '$ref');
  if (references.length < 2) return members;
  const others = members.filter(([keyword]) => keyword !== '$ref' && keyword !== 'allOf');
  const allOf = members.find(([keyword]) => keyword === 'allOf')?.[1];
  const branches = references.map(([, reference]) => objectOf([['$ref', reference]]));
  return [
    ...others,
    ['allOf', [...(isJsonArray(allOf ?? null) ? (allOf as Json[]) : []), ...branches]],
  ];
}

function siteKey(site: SchemaSite): string {
  return `${site.resource.document.uri}#${site.pointer}`;
}

function crossesDefinitions(pointer: string): boolean {
  let expectsKeyword = true;
  for (const token of pointer.split('/').slice(1)) {
    if (!expectsKeyword) {
      expectsKeyword = true;
      continue;
    }
    if (token === '$defs' || token === 'definitions') return true;
    const shape = subschemaShape(token);
    // Below a keyword that holds no subschemas nothing is emitted as a schema.
    if (shape === undefined) return true;
    expectsKeyword = shape === 'schema';
  }
  return false;
}

function declaresDynamicAnchor(document: Json, anchor: string): boolean {
  return countDynamicAnchors(document, anchor) > 0;
}

function countDynamicAnchors(value: Json, anchor: string): number {
  if (isJsonArray(value))
    return value.reduce<number>((sum, item) => sum + countDynamicAnchors(item, anchor), 0);
  if (!isJsonObject(value)) return 0;
  const own = member(value, '$dynamicAnchor') === anchor ? 1 : 0;
  return Object.values(value).reduce<number>(
    (sum, item) => sum + countDynamicAnchors(item, anchor),
    own,
  );
}

function uriFragment(pointer: string): string {
  return pointer
    .split('/')
    .map((token) => encodeURIComponent(token).replaceAll('%24', '$'))
    .join('/');
}
