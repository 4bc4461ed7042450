import type { RepositoryFiles } from '../../../contracts/source/repository-files.ts';

const SCHEMA = 'products/casting/heat/heat.v1.schema.json';

interface HeatSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The plant with another contract of heats: the position on the tundish must be there, the third caster
 * is gone, the superheat ends at 60 K, and up to ten strands are allowed.
 */
export function proposedHeats(files: RepositoryFiles): RepositoryFiles {
  return {
    ...files,
    list: () => files.list(),
    read: async (path, maxBytes) => {
      const bytes = await files.read(path, path === SCHEMA ? undefined : maxBytes);
      return path === SCHEMA && bytes !== undefined ? proposed(bytes) : bytes;
    },
  };
}

function proposed(bytes: Uint8Array): Uint8Array {
  const schema = JSON.parse(new TextDecoder().decode(bytes)) as HeatSchema;
  const { superheat, strands, ...properties } = schema.properties;
  return new TextEncoder().encode(
    JSON.stringify({
      ...schema,
      required: [...schema.required, 'tundish_heat'],
      properties: {
        ...properties,
        caster: { enum: ['CC1', 'CC2'] },
        superheat: { ...superheat, maximum: 60 },
        strands: { ...strands, maximum: 10 },
      },
    }),
  );
}
