import type { Json } from '../source/json.ts';
import { itemNodes, memberNode, plainText, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import type { StoredFile } from './dataset.ts';

/**
 * The files that binding looks at, already read: the binder itself never waits and sees one state of
 * the repository.
 */
export interface RepositoryContent {
  /** YAML and JSON files that were read without an error. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Every file of the repository. */
  readonly paths: ReadonlySet<string>;
  /** Tables and transforms. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** What lies below the folders of file sets, by the folder's path. */
  readonly folders: ReadonlyMap<string, readonly StoredFile[]>;
  /** Which dataset has which manifest, filled while datasets are bound. */
  readonly manifests: Map<string, ManifestOwner>;
  /** Files that exist but were refused: their findings are told already. */
  readonly refused: ReadonlySet<string>;
}

/** `<product>.<dataset>`, and the contracts (its majors) that name the manifest. */
export interface ManifestOwner {
  readonly id: string;
  readonly contracts: Set<string>;
}

/** The parsed value of a schema file. */
export function schemaValue(content: RepositoryContent, path: string): Json | undefined {
  return content.documents.get(path)?.value;
}

const datasetNames = new WeakMap<RepositoryContent, ReadonlySet<string>>();

/** False for a view whose name begins or ends like no dataset that a contract writes. */
export function isOfSomeDataset(view: string, content: RepositoryContent): boolean {
  let names = datasetNames.get(content);
  if (names === undefined) {
    const contracts = [...content.documents.values()].filter(({ path }) =>
      path.endsWith('.odcs.yaml'),
    );
    names = new Set(
      contracts.flatMap((document) =>
        itemNodes(memberNode(rootNode(document), 'schema')).flatMap(
          (each) => plainText(memberNode(each, 'name')) ?? [],
        ),
      ),
    );
    datasetNames.set(content, names);
  }
  const stem = view.replace(/^\w+\./, '').replace(/_v\d+$/, '');
  const levels = stem.split('_');
  return levels.some((_, from) =>
    levels.some((__, to) => to >= from && names.has(levels.slice(from, to + 1).join('_'))),
  );
}
