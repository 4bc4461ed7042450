import type { Json } from '../json.ts';
import { escapeToken, pointerTokens } from '../json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, member } from './json-object.ts';
import { subschemasOf } from './schema-keywords.ts';
import { resolveUri, splitFragment } from './uri-reference.ts';

/** One document as it was added: a file, or a schema fetched by its URI. */
export interface SchemaDocument {
  readonly uri: string;
  readonly root: Json;
}

/** A part of a document with a base URI of its own (`$id`), or the whole document. */
export interface SchemaResource {
  readonly uri: string;
  readonly root: SchemaSite;
  readonly document: SchemaDocument;
  readonly anchors: Map<string, SchemaSite>;
  /** Those of `anchors` that `$dynamicAnchor` declares. */
  readonly dynamicAnchors: Map<string, SchemaSite>;
}

/** A schema in its place. */
export interface SchemaSite {
  readonly schema: Json;
  readonly resource: SchemaResource;
  /** JSON pointer from the document's root. */
  readonly pointer: string;
}

/** Fetches a document that a reference names and that nobody added. */
export type FetchDocument = (
  uri: string,
  from: SchemaSite,
  reference: string,
) => SchemaDocument | undefined;

/**
 * Knows every schema object of its documents by identity, with base URIs and anchors by the rules of
 * 2020-12 (core specification, sections 8 and 9).
 */
export class SchemaRegistry {
  private readonly resources = new Map<string, SchemaResource>();
  private readonly sites = new Map<JsonObject, SchemaSite>();
  private readonly fetchDocument: FetchDocument;

  constructor(fetchDocument: FetchDocument) {
    this.fetchDocument = fetchDocument;
  }

  /** Adds a document under its retrieval URI and, where it has one, under its `$id`. */
  add(document: SchemaDocument): SchemaSite {
    const known = this.resources.get(document.uri);
    if (known?.document.root === document.root) return known.root;
    const root = this.walk(document.root, '', undefined, document);
    if (!this.resources.has(document.uri)) this.resources.set(document.uri, root.resource);
    return root;
  }

  /** The subschema at a pointer relative to a schema, keyword-wise known to be one. */
  child(parent: SchemaSite, pointer: string, schema: Json): SchemaSite {
    const known = isJsonObject(schema) ? this.sites.get(schema) : undefined;
    return known ?? { schema, resource: parent.resource, pointer: parent.pointer + pointer };
  }

  /** What `$ref` names, seen from a schema; undefined where there is no such schema. */
  resolve(reference: string, from: SchemaSite): SchemaSite | undefined {
    const { uri, fragment } = splitFragment(resolveUri(from.resource.uri, reference));
    if (fragment === undefined) return undefined;
    const resource = this.resources.get(uri) ?? this.fetched(uri, from, reference);
    if (resource === undefined) return undefined;
    if (fragment === '') return resource.root;
    if (!fragment.startsWith('/')) return resource.anchors.get(fragment);
    return this.atPointer(resource.root, fragment);
  }

  private fetched(uri: string, from: SchemaSite, reference: string): SchemaResource | undefined {
    const document = this.fetchDocument(uri, from, reference);
    if (document === undefined) return undefined;
    const root = this.add(document);
    return this.resources.get(uri) ?? root.resource;
  }

  private atPointer(root: SchemaSite, pointer: string): SchemaSite | undefined {
    let nearest = root;
    let value: Json | undefined = root.schema;
    let walked = root.pointer;
    for (const token of pointerTokens(pointer) ?? []) {
      if (isJsonArray(value))
        value = /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
      else if (isJsonObject(value)) value = member(value, token);
      else return undefined;
      if (value === undefined) return undefined;
      walked += `/${escapeToken(token)}`;
      const site = isJsonObject(value) ? this.sites.get(value) : undefined;
      if (site !== undefined) nearest = site;
    }
    if (isJsonObject(value)) {
      // A place that no keyword calls a schema becomes one because a reference says so.
      return (
        this.sites.get(value) ??
        this.walk(value, walked, nearest.resource, nearest.resource.document)
      );
    }
    return typeof value === 'boolean'
      ? { schema: value, resource: nearest.resource, pointer: walked }
      : undefined;
  }

  private walk(
    schema: Json,
    pointer: string,
    outer: SchemaResource | undefined,
    document: SchemaDocument,
  ): SchemaSite {
    const id = isJsonObject(schema) ? member(schema, '$id') : undefined;
    let resource = outer;
    if (resource === undefined || typeof id === 'string') {
      const base = outer?.uri ?? document.uri;
      const uri = typeof id === 'string' ? splitFragment(resolveUri(base, id)).uri : base;
      resource = newResource(uri, schema, pointer, document);
      if (!this.resources.has(uri)) this.resources.set(uri, resource);
    }
    const site =
      resource.root.schema === schema && resource.root.pointer === pointer
        ? resource.root
        : { schema, resource, pointer };
    if (!isJsonObject(schema) || this.sites.has(schema)) return site;
    this.sites.set(schema, site);
    const anchor = member(schema, '$anchor');
    if (typeof anchor === 'string') resource.anchors.set(anchor, site);
    const dynamicAnchor = member(schema, '$dynamicAnchor');
    if (typeof dynamicAnchor === 'string') {
      resource.anchors.set(dynamicAnchor, site);
      resource.dynamicAnchors.set(dynamicAnchor, site);
    }
    for (const child of subschemasOf(schema)) {
      this.walk(child.schema, pointer + child.pointer, resource, document);
    }
    return site;
  }
}

function newResource(
  uri: string,
  schema: Json,
  pointer: string,
  document: SchemaDocument,
): SchemaResource {
  const anchors = new Map<string, SchemaSite>();
  const dynamicAnchors = new Map<string, SchemaSite>();
  const root: { schema: Json; pointer: string; resource: SchemaResource } = {
    schema,
    pointer,
    get resource() {
      return resource;
    },
  };
  const resource: SchemaResource = { uri, root, document, anchors, dynamicAnchors };
  return resource;
}
