import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf, plainText } from '../source/node-at.ts';
import { resolveRepositoryPath } from '../source/repository-path.ts';
import { sourceFinding } from '../source/source-rules.ts';
import { nearest } from '../source/suggestion.ts';
import { missingFile } from './named-file.ts';
import type { Component, DeclaredRead, Product, ProductKind } from './product.ts';
import {
  choiceOf,
  type Findings,
  knownKeys,
  mappingsOf,
  missing,
  note,
  noteKey,
  optional,
  requiredText,
  scalarText,
  textsAt,
  wrongType,
} from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';
import { parseViewName } from './view-name.ts';

const kinds = ['data', 'files', 'software', 'model', 'dashboard'] as const;
const componentKeys = [
  'source',
  'artifact',
  'language',
  'license',
  'makes',
  'intendedUse',
  'measured',
  'reads',
];
const mostEntries = 64;

/** Name and version of something built; a first part with a dot or a port would be a host. */
const artifactText =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*:[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}$/;

/** What the `tundish` entry of a product says; a product without one is data. */
export function bindComponent(
  product: NodeAt,
  content: RepositoryContent,
  findings: Findings,
): Pick<Product, 'kind' | 'component'> {
  const at = productEntry(product, findings);
  if (at === undefined) return { kind: 'data' };
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return { kind: 'data' };
  }
  knownKeys(at, ['kind', ...componentKeys], findings);
  const kind: ProductKind = choiceOf(at, 'kind', kinds, findings) ?? 'data';
  if (memberNode(at, 'kind') === undefined) missing(findings, at, 'kind');
  const component = componentOf(at, content, findings);
  if (kind !== 'data' && kind !== 'files') return { kind, component };
  for (const key of componentKeys) {
    const member = memberNode(at, key);
    if (member === undefined || memberNode(at, 'kind') === undefined) continue;
    const message = `'${key}' has no effect on a product of kind ${kind}`;
    noteKey(
      findings,
      'value-not-allowed',
      member,
      message,
      key === 'license'
        ? 'remove it, and write the terms of use into description.limitations; programs, models and dashboards alone have a license here'
        : 'remove it; programs, models and dashboards have it (kind: software, model or dashboard)',
    );
  }
  return { kind };
}

function productEntry(product: NodeAt, findings: Findings): NodeAt | undefined {
  let found: NodeAt | undefined;
  for (const entry of mappingsOf(product, 'customProperties', findings)) {
    const name = plainText(memberNode(entry, 'property')) ?? '';
    if (name !== 'tundish') {
      if (nearest(name, ['tundish']) === undefined) continue;
      const at = memberNode(entry, 'property') ?? entry;
      note(
        findings,
        'unknown-key',
        at,
        `'${shown(name)}' has no effect`,
        "did you mean 'tundish'?",
      );
      continue;
    }
    if (found !== undefined) {
      note(findings, 'said-twice', entry, "the entry 'tundish' stands twice", 'keep one');
      continue;
    }
    found = memberNode(entry, 'value') ?? entry;
  }
  return found;
}

function componentOf(at: NodeAt, content: RepositoryContent, findings: Findings): Component {
  return {
    ...optional('source', sourceOf(at, content, findings)),
    ...optional('artifact', artifactOf(at, findings)),
    ...optional('language', saidOf(at, 'language', findings)),
    ...optional('license', saidOf(at, 'license', findings)),
    makes: makesOf(at, findings),
    ...optional('intendedUse', saidOf(at, 'intendedUse', findings)),
    measured: measuredOf(at, findings),
    reads: readsOf(at, findings),
  };
}

function saidOf(at: NodeAt, name: string, findings: Findings): string | undefined {
  return memberNode(at, name) === undefined ? undefined : requiredText(at, name, findings);
}

/** A file or folder of the repository. */
function sourceOf(at: NodeAt, content: RepositoryContent, findings: Findings): string | undefined {
  const source = saidOf(at, 'source', findings);
  const node = memberNode(at, 'source');
  if (source === undefined || node === undefined) return undefined;
  const resolved = resolveRepositoryPath(at.document.path, source.replace(/(?<=[^./])\/$/, ''));
  if (resolved.problem !== undefined) {
    const message = `the path '${shown(source)}' ${resolved.problem}`;
    const hint = "name a file or folder of this repository, relative to the product's";
    findings.push(sourceFinding('path-refused', placeOf(node), node.pointer, message, hint));
    return undefined;
  }
  const { path } = resolved;
  if (content.paths.has(path) || hasFolder(content.paths, path)) return source;
  missingFile(node, path, findings);
  return undefined;
}

function hasFolder(paths: ReadonlySet<string>, folder: string): boolean {
  for (const path of paths) if (path.startsWith(`${folder}/`)) return true;
  return false;
}

function artifactOf(at: NodeAt, findings: Findings): string | undefined {
  const artifact = saidOf(at, 'artifact', findings);
  const node = memberNode(at, 'artifact');
  if (artifact === undefined || node === undefined) return undefined;
  const [first = '', ...rest] = artifact.split('/');
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) {
    const message = `the artifact '${shown(artifact)}' names a host`;
    const hint = `write ${shown(rest.join('/'))}; where it is kept belongs to environments`;
    note(findings, 'value-not-allowed', node, message, hint);
    return undefined;
  }
  if (artifact.length <= 200 && artifactText.test(artifact)) return artifact;
  const message = `the artifact '${shown(artifact)}' is no name with a version`;
  note(findings, 'value-not-allowed', node, message, 'write it as slab-tracking:2.3.1');
  return undefined;
}

function makesOf(at: NodeAt, findings: Findings): readonly string[] {
  const node = memberNode(at, 'makes');
  if (node === undefined) return [];
  const makes = textsAt(node, findings) ?? [];
  if (makes.length > mostEntries) {
    const message = `'makes' names more than ${mostEntries} contracts`;
    note(findings, 'value-not-allowed', node, message);
  } else if (new Set(makes).size !== makes.length) {
    const message = 'a contract stands twice in the list';
    note(findings, 'value-not-allowed', node, message, 'remove one of the two');
  }
  return makes;
}

function measuredOf(at: NodeAt, findings: Findings): Component['measured'] {
  const entries = mappingsOf(at, 'measured', findings);
  if (entries.length > mostEntries) {
    const message = `'measured' has more than ${mostEntries} entries`;
    note(findings, 'value-not-allowed', memberNode(at, 'measured') ?? at, message);
    return [];
  }
  return entries.flatMap((entry) => {
    knownKeys(entry, ['name', 'value'], findings);
    const name = requiredText(entry, 'name', findings);
    const valueAt = memberNode(entry, 'value');
    const value = scalarText(valueAt);
    if (valueAt === undefined) missing(findings, entry, 'value');
    else if (value === undefined) wrongType(findings, valueAt, 'a number or a text');
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

function readsOf(at: NodeAt, findings: Findings): readonly DeclaredRead[] {
  const entries = mappingsOf(at, 'reads', findings);
  if (entries.length > mostEntries) {
    const message = `'reads' names more than ${mostEntries} views`;
    note(findings, 'value-not-allowed', memberNode(at, 'reads') ?? at, message);
    return [];
  }
  return entries.flatMap((entry) => {
    knownKeys(entry, ['view', 'columns'], findings);
    const text = requiredText(entry, 'view', findings);
    const viewAt = memberNode(entry, 'view') ?? entry;
    const columnsAt = memberNode(entry, 'columns');
    const columns = columnsAt === undefined ? [] : (textsAt(columnsAt, findings) ?? []);
    if (text === undefined) return [];
    const view = parseViewName(text);
    if (view !== undefined) return [{ view, columns, place: placeOf(viewAt) }];
    const message = `'${shown(text)}' is no view`;
    note(findings, 'value-not-allowed', viewAt, message, 'write it as curated.heat_v1');
    return [];
  });
}
