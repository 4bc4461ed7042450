import type { Measure } from './measures.ts';

/** What a product of the mesh makes, as far as its own files and its consumers need it. */
export interface MeshProduct {
  readonly id: string;
  readonly domain: string;
  readonly team: string;
  readonly contracts: readonly MeshContract[];
}

/** A contract of the mesh: one ODCS file and the files that it names. */
export interface MeshContract {
  readonly id: string;
  readonly product: string;
  readonly version: string;
  readonly major: number;
  readonly isDeprecated: boolean;
  readonly kind: 'event' | 'sensor' | 'computed';
  /** Of an event and a computed dataset: the piece that a row is about. */
  readonly piece: string;
  readonly measures: readonly Measure[];
  /** The view that others read. */
  readonly view: string;
  readonly reads: readonly MeshContract[];
}

/** The folder of a product. */
export function folderOf({ domain, id }: Pick<MeshProduct, 'domain' | 'id'>): string {
  return `products/${domain}/${id}`;
}

/** The name that the files of a contract begin with. */
export function fileNameOf({ id, major }: MeshContract): string {
  return `${id}.v${major}`;
}

/** `team` and `support`, the same in contracts and products. */
export function teamText(team: string): string {
  return `team:
  name: ${team}
  description: Process engineers and automation of the ${team.split('-')[0]} plant.
  members:
    - { username: ${team}-owner, role: Data Product Owner, dateIn: "2024-03-01" }
    - { username: ${team}-steward, role: Data Steward, dateIn: "2024-09-15" }
support:
  - { channel: ${team}, tool: teams, scope: interactive, url: "https://chat.mesh.example/${team}" }
`;
}
