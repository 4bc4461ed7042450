/** The part of the XML parser that tests use; the package brings no types. */
declare module 'saxen' {
  export class Parser {
    on(event: 'error' | 'warn', handler: (problem: unknown) => void): this;
    on(
      event: 'openTag',
      handler: (
        name: string,
        attributes: () => Record<string, string>,
        decode: (text: string) => string,
      ) => void,
    ): this;
    on(event: 'text', handler: (text: string, decode: (text: string) => string) => void): this;
    parse(xml: string): this;
  }
}
