import type { Artifact } from '../artifact.ts';

/** A validator as a file of the build folder, with the hash that the plan names. */
export interface ValidatorModule extends Artifact {
  /** Of the text, as `sha256` gave it. */
  readonly sha256: string;
}

/**
 * `<name>.mjs` with its hash. Contracts know no crypto module: the caller brings a function that
 * answers the SHA-256 of a text's UTF-8 bytes in lower-case hex.
 */
export function validatorModule(
  name: string,
  source: string,
  sha256: (text: string) => string,
): ValidatorModule {
  return { path: `${name}.mjs`, text: source, sha256: sha256(source) };
}
