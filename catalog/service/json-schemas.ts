import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

const options = {
  unrepresentable: 'throw',
  override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
    // The bounds of a double's whole numbers say nothing about the asset.
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const;

/** The named schema and all that it is made of, each under its own `$id`, as `Name#` refers to it. */
export function componentsOf(schemas: readonly z.ZodType[]): readonly JsonSchema[] {
  const components = new Map<string, JsonSchema>();
  for (const schema of schemas) {
    const { $schema: _, $defs, ...root } = z.toJSONSchema(schema, options) as JsonSchema;
    const parts: [string, unknown][] = Object.entries(($defs ?? {}) as JsonSchema);
    const name = z.globalRegistry.get(schema)?.id;
    if (name === undefined) throw new Error('a schema of a response has no name');
    // A root that others refer to stands among the parts, and refers to itself there.
    const whole = '$ref' in root ? [] : [[name, root] as const];
    for (const [id, part] of [...parts, ...whole]) {
      const { id: _id, $id: _own, ...body } = part as JsonSchema;
      components.set(id, { $id: id, ...(withReferences(body) as JsonSchema) });
    }
  }
  return [...components.values()];
}

/** The schema of parameters, told in place. */
export function parametersOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { ...options, io: 'input' }) as JsonSchema;
  return rest;
}

export function referenceTo(schema: z.ZodType): JsonSchema {
  return { $ref: `${z.globalRegistry.get(schema)?.id}#` };
}

function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string'
        ? `${member.replace('#/$defs/', '')}#`
        : withReferences(member),
    ]),
  );
}
