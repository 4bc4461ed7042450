import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf } from '../source/node-at.ts';
import { resolveRepositoryPath } from '../source/repository-path.ts';
import { sourceFinding } from '../source/source-rules.ts';
import { bindManifest } from './bind-manifest.ts';
import { scalarAt } from './bind-stream.ts';
import type { Dataset } from './dataset.ts';
import type { Field } from './field.ts';
import { isScalar } from './field-path.ts';
import type { FieldType } from './field-type.ts';
import { bindProperties } from './logical-type.ts';
import { missingFile, namedFile } from './named-file.ts';
import { patternFindings } from './pattern-findings.ts';
import { type Findings, note, optional } from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';
import { type FilesProfile, profileMember } from './tundish-profile.ts';

/** The columns that every manifest has; properties of a contract may describe them. */
const always: readonly (Pick<Field, 'name' | 'type' | 'description'> & Partial<Field>)[] = [
  { name: 'path', type: { kind: 'string' }, description: 'Path below the folder of the set.' },
  {
    name: 'bytes',
    type: { kind: 'integer', minimum: '0' },
    unit: { code: 'By' },
    description: 'Size of the file.',
  },
  {
    name: 'sha256',
    type: { kind: 'string', minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$' },
    description: 'SHA-256 of its content, in lower-case hex.',
  },
  {
    name: 'media_type',
    type: { kind: 'string', pattern: '^[a-z]+/[A-Za-z0-9.+-]{1,80}$' },
    description: 'Media type, as image/png.',
  },
];

/** A set of files: its fields are the columns of its manifest, its records the manifest's rows. */
export function filesDataset(
  at: NodeAt,
  profile: FilesProfile,
  id: string,
  content: RepositoryContent,
  findings: Findings,
): Pick<Dataset, 'source' | 'fields' | 'key' | 'change' | 'quality'> | undefined {
  const declared = bindProperties(at, findings);
  findings.push(...patternFindings(at));
  const manifestAt = profileMember(profile, 'manifest');
  const fields = withAlways(declared.fields, manifestAt, findings);
  const properties = memberNode(at, 'properties') ?? at;
  for (const field of fields) {
    if (isScalar(field)) continue;
    const message = `'${field.name}' is of type ${field.type.kind}, and a cell of a manifest holds one value`;
    note(findings, 'field-unfit', properties, message, 'use a text, a number, a time or a boolean');
  }
  for (const path of declared.key) scalarAt(fields, path, properties, findings);
  const key = declared.key.length > 0 ? declared.key : ['path'];
  const folder = folderOf(profile, content, findings);
  const manifest = namedFile(manifestAt, profile.manifest, '.csv', findings);
  if (manifest === undefined) return undefined;
  const bytes = content.bytes.get(manifest);
  if (bytes === undefined) {
    missingFile(manifestAt, manifest, findings);
    return undefined;
  }
  if (!claim(content, manifest, manifestAt, id, findings)) return undefined;
  // Patterns that could run away are findings by now: none of them meets a cell.
  if (findings.some(({ severity }) => severity === 'error')) return undefined;
  const rows = bindManifest(manifest, bytes, fields, key, findings);
  const stored = folder === undefined ? undefined : content.folders.get(folder);
  const outside = stored?.filter(({ path }) => `${folder}/${path}` !== manifest);
  const source = { kind: 'files', folder: profile.folder, manifest, ...rows } as const;
  return {
    source: { ...source, ...optional('stored', outside) },
    fields,
    key,
    change: 'append',
    quality: declared.quality,
  };
}

/**
 * A manifest belongs to one dataset, whose majors may share it: which file is in which set would be
 * unclear, and a large one would be read for each of thousands of datasets.
 */
function claim(
  content: RepositoryContent,
  manifest: string,
  at: NodeAt,
  id: string,
  findings: Findings,
): boolean {
  const contract = at.document.path;
  const owner = content.manifests.get(manifest) ?? { id, contracts: new Set<string>() };
  content.manifests.set(manifest, owner);
  if (owner.id !== id || owner.contracts.has(contract)) {
    const message = `${manifest} is the manifest of '${owner.id}' already`;
    note(findings, 'said-twice', at, message, 'give each set a manifest of its own');
    return false;
  }
  owner.contracts.add(contract);
  return true;
}

/** The fields that are always there, described by the contract where it does, and then the others. */
function withAlways(declared: readonly Field[], at: NodeAt, findings: Findings): readonly Field[] {
  const first = always.map((known) => {
    const own = declared.find(({ name }) => name === known.name);
    if (own !== undefined && own.type.kind !== known.type.kind) {
      typeDiffers(own, known.type, at, findings);
    }
    const place = placeOf(at);
    return { place, ...known, ...own, type: known.type, required: true, nullable: false };
  });
  const others = declared.filter(({ name }) => !always.some((known) => known.name === name));
  return [...first, ...others];
}

function typeDiffers(field: Field, type: FieldType, at: NodeAt, findings: Findings): void {
  const message = `'${field.name}' of a manifest is ${type.kind}, and ${field.type.kind} is declared`;
  note(findings, 'field-type-differs', at, message, `write logicalType: ${type.kind}`);
}

/** The folder of a set that lies in the repository; a name is for environments to place. */
function folderOf(
  profile: FilesProfile,
  content: RepositoryContent,
  findings: Findings,
): string | undefined {
  const { folder } = profile;
  if (!folder.startsWith('.')) return undefined;
  const at = profileMember(profile, 'folder');
  const written = folder.replace(/\/$/, '');
  const { path, problem } = resolveRepositoryPath(at.document.path, written);
  if (problem !== undefined) {
    const message = `the path '${shown(folder)}' ${problem}`;
    const hint = 'name a folder beside the contract, as ./surface';
    findings.push(sourceFinding('path-refused', placeOf(at), at.pointer, message, hint));
    return undefined;
  }
  if (content.folders.has(path)) return path;
  const message = `there is no folder ${shown(path)}`;
  const hint = 'add its files, or give the folder a name where it lies outside the repository';
  findings.push(sourceFinding('file-missing', placeOf(at), at.pointer, message, hint));
  return undefined;
}
