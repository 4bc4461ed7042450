/** A piece of a generated module, as text, and the names of the pieces it calls. */
export interface Snippet<Name extends string> {
  readonly needs?: readonly Name[];
  readonly text: string;
}
