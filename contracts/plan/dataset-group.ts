import { compareText, type Place } from '../finding.ts';
import type { Contract } from '../model/contract.ts';
import type { Dataset, FilesSource, StreamSource, TransformSource } from '../model/dataset.ts';
import type { Product } from '../model/product.ts';

/** The majors of one dataset of a product, which share its tables. */
export interface DatasetGroup {
  readonly product: Product;
  readonly name: string;
  /** Ascending by major. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly contract: Contract;
  readonly dataset: Dataset;
}

export type StreamMember = Member & { readonly dataset: { readonly source: StreamSource } };
export type FilesMember = Member & { readonly dataset: { readonly source: FilesSource } };
export type TransformMember = Member & { readonly dataset: { readonly source: TransformSource } };

/** One dataset declared twice for the same major: only the first counts. */
export interface Duplicate {
  readonly name: string;
  readonly major: number;
  readonly place: Place;
}

/** A product's datasets by name, each with its majors. */
export function groupDatasets(product: Product, duplicates: Duplicate[]): readonly DatasetGroup[] {
  const groups = new Map<string, Member[]>();
  const contracts = [...product.contracts].sort(
    (a, b) => a.major - b.major || compareText(a.id, b.id) || compareText(a.path, b.path),
  );
  for (const contract of contracts) {
    for (const dataset of contract.datasets) {
      const members = groups.get(dataset.name) ?? [];
      if (members.some((member) => member.contract.major === contract.major)) {
        duplicates.push({ name: dataset.name, major: contract.major, place: dataset.place });
        continue;
      }
      groups.set(dataset.name, [...members, { contract, dataset }]);
    }
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, members]) => ({ product, name, members }));
}

export function isStreamMember(member: Member): member is StreamMember {
  return member.dataset.source.kind === 'stream';
}

export function isFilesMember(member: Member): member is FilesMember {
  return member.dataset.source.kind === 'files';
}

export function isTransformMember(member: Member): member is TransformMember {
  return member.dataset.source.kind === 'transform';
}
