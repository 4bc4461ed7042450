/** One generated file: its path from the repository's root, with `/`, and its whole text. */
export interface Artifact {
  readonly path: string;
  readonly text: string;
}
