import type { Json } from '../json.ts';
import { unescapeToken } from '../json-pointer.ts';
import { draftOf, LATEST_DRAFT_URI } from './draft.ts';
import { isJsonArray, isJsonObject, measureJson, member } from './json-object.ts';
import type { SchemaDocument, SchemaSite } from './schema-registry.ts';
import { checkSchemaShape } from './schema-shape.ts';
import { type UpgradedSchema, upgradeSchema } from './upgrade-schema.ts';
import {
  isRelativeReference,
  percentDecode,
  relativePath,
  resolveUri,
  splitFragment,
} from './uri-reference.ts';

/** What is wrong with a schema file, at a JSON pointer (RFC 6901) into that file. */
export interface SchemaProblem {
  readonly path: string;
  readonly pointer: string;
  readonly message: string;
  /** Stable kebab-case id of the kind of problem (`schema-reference-resolves`). */
  readonly rule: string;
  /** A warning leaves the schema usable. */
  readonly severity: 'error' | 'warning';
  readonly hint?: string;
}

/** Bounds for one bundle: schemas come from pull requests that anybody may open. */
const LIMITS = { files: 64, depth: 100, values: 200_000, problems: 50 };

const BASE = 'repository:///';

/** A schema file in its 2020-12 form. */
export interface LoadedFile {
  readonly path: string;
  readonly document: SchemaDocument;
  readonly upgraded: UpgradedSchema;
}

/** The files of one bundle, each loaded, measured, upgraded and checked once. */
export class SchemaFiles {
  readonly problems: SchemaProblem[] = [];
  private readonly read: (path: string) => Json | undefined;
  private readonly files = new Map<string, LoadedFile>();

  constructor(read: (path: string) => Json | undefined) {
    this.read = read;
  }

  all(): readonly LoadedFile[] {
    return [...this.files.values()];
  }

  load(path: string): LoadedFile | undefined {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const raw = this.read(path);
    if (raw === undefined) return undefined;
    if (this.files.size >= LIMITS.files) {
      this.report('error', 'schema-size-bounded', path, '', {
        message: `the schema refers to more than ${LIMITS.files} files`,
        hint: "merge small files into one with '$defs'",
      });
      return undefined;
    }
    const size = measureJson(raw, LIMITS);
    if (size.depth > LIMITS.depth || size.values > LIMITS.values) {
      this.report('error', 'schema-size-bounded', path, '', {
        message: `the schema is nested deeper than ${LIMITS.depth} levels or holds more than ${LIMITS.values} values`,
      });
      return undefined;
    }
    const named = isJsonObject(raw) ? member(raw, '$schema') : undefined;
    if (named !== undefined && draftOf(raw) === undefined) {
      this.report('error', 'schema-draft-known', path, '/$schema', {
        message:
          'the schema is written in a dialect that is none of draft 4, 6, 7, 2019-09 and 2020-12',
        hint: `write "$schema": "${LATEST_DRAFT_URI}"`,
      });
      return undefined;
    }
    const upgraded = upgradeSchema(raw);
    const file = {
      path,
      upgraded,
      document: {
        uri: BASE + path.split('/').map(encodeURIComponent).join('/'),
        root: upgraded.document,
      },
    };
    this.files.set(path, file);
    for (const fault of checkSchemaShape(upgraded.document)) {
      this.report(fault.severity, fault.rule, path, originIn(file, fault.pointer), {
        message: fault.message,
        ...(fault.hint === undefined ? {} : { hint: fault.hint }),
      });
    }
    return file;
  }

  /** The file that a reference names, looked for where it can stand in the repository. */
  find(uri: string, from: SchemaSite, reference: string): SchemaDocument | undefined {
    for (const path of candidatePaths(uri, from, reference)) {
      const file = this.load(path);
      if (file !== undefined) return file.document;
    }
    return undefined;
  }

  fileOf(site: SchemaSite): LoadedFile {
    for (const file of this.files.values()) {
      if (file.document === site.resource.document) return file;
    }
    throw new Error('A schema site belongs to no loaded file.');
  }

  report(
    severity: 'error' | 'warning',
    rule: string,
    path: string,
    pointer: string,
    text: { readonly message: string; readonly hint?: string },
  ): void {
    if (this.problems.length < LIMITS.problems) {
      this.problems.push({ path, pointer, rule, severity, ...text });
    }
  }
}

function* candidatePaths(uri: string, from: SchemaSite, reference: string): Generator<string> {
  const retrieval = from.resource.document.uri;
  const byId = relativePath(from.resource.uri, uri);
  const texts = [uri, ...(byId === undefined ? [] : [resolveUri(retrieval, byId)])];
  if (isRelativeReference(reference)) {
    texts.push(splitFragment(resolveUri(retrieval, reference)).uri);
  }
  for (const text of texts) {
    if (!text.startsWith(BASE)) continue;
    const path = percentDecode(text.slice(BASE.length));
    if (path !== undefined && path !== '') yield path;
  }
}

/** The pointer in the file as written, for a pointer into its upgraded form. */
export function originIn(file: LoadedFile, pointer: string): string {
  let origin = '';
  let at = '';
  let value: Json | undefined = file.upgraded.document;
  let rest = pointer;
  for (const token of pointer.split('/').slice(1)) {
    at += `/${token}`;
    const name = unescapeToken(token);
    if (isJsonArray(value)) value = value[Number(name)];
    else value = isJsonObject(value) ? member(value, name) : undefined;
    const written = isJsonObject(value) ? file.upgraded.origins.get(value) : undefined;
    if (written !== undefined) {
      origin = written;
      rest = pointer.slice(at.length);
    }
  }
  return origin + rest;
}
