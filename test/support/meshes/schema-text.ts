/** A schema as a person writes it: what has no object inside stands on one line. */
export function schemaText(schema: object): string {
  const wide = JSON.stringify(schema, null, 2);
  const lists = wide.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inner) => `[${joined(inner)}]`);
  return `${lists.replace(/\{\s+([^{}]*?)\s+\}/g, (_, inner) => `{ ${joined(inner)} }`)}\n`;
}

function joined(lines: string): string {
  return lines.replace(/\s*\n\s*/g, ' ');
}
