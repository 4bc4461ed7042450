import { z } from 'zod';
import { datasetKindSchema, productKindSchema } from './shapes.ts';

/** Who takes what from whom, as the contracts declare it. */

const text = z.string();

const lineageEdgeSchema = z
  .strictObject({
    from: text,
    to: text,
    kind: z
      .enum(['publishes', 'reads', 'transform', 'makes', 'genealogy', 'calendar'])
      .describe(
        'publishes: product to its dataset; reads: dataset to a product with an input port; ' +
          'transform: dataset to what is computed from it; makes: program or model to a dataset; ' +
          'genealogy: dataset that derives identifiers to the genealogy; calendar: its planned stops',
      ),
    via: z.array(text).describe('Views, ports or identifiers that say so'),
  })
  .meta({ id: 'LineageEdge' });

const lineageNodeSchema = z
  .strictObject({
    id: text,
    type: z.enum(['product', 'dataset']),
    kind: z.union([productKindSchema, datasetKindSchema]),
    name: text,
    domain: text.optional(),
    distance: z.int().describe('Steps from the asset that was asked for; negative upstream'),
  })
  .meta({ id: 'LineageNode' });

export const lineageSchema = z
  .strictObject({
    id: text,
    depth: z.int().min(0),
    nodes: z.array(lineageNodeSchema),
    edges: z.array(lineageEdgeSchema),
    truncated: z.boolean().describe('More nodes than are told at once'),
  })
  .meta({ id: 'Lineage' });

export type LineageEdge = z.infer<typeof lineageEdgeSchema>;
export type LineageNode = z.infer<typeof lineageNodeSchema>;
export type LineageAsset = z.infer<typeof lineageSchema>;
