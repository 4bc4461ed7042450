import { compareText } from '../../contracts/finding.ts';
import type { Catalog } from './catalog.ts';
import type { LineageAsset, LineageEdge, LineageNode } from './lineage-shapes.ts';
import { present } from './present.ts';

export type Direction = 'up' | 'down' | 'both';

/** More than a person or a page can take in. */
const MOST_NODES = 500;

/** What the edges are, by the asset at either end. */
export interface LineageGraph {
  readonly from: ReadonlyMap<string, readonly LineageEdge[]>;
  readonly to: ReadonlyMap<string, readonly LineageEdge[]>;
}

export function lineageGraph(edges: readonly LineageEdge[]): LineageGraph {
  const from = new Map<string, LineageEdge[]>();
  const to = new Map<string, LineageEdge[]>();
  const add = (map: Map<string, LineageEdge[]>, key: string, edge: LineageEdge): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [edge]);
    else list.push(edge);
  };
  for (const edge of edges) {
    add(from, edge.from, edge);
    add(to, edge.to, edge);
  }
  return { from, to };
}

/**
 * What lies at most `depth` steps up or down from a product or dataset, breadth first and never back
 * and forth: what stands upstream is followed upstream only. Undefined where nothing has that id.
 */
export function lineageOf(
  catalog: Catalog,
  graph: LineageGraph,
  question: { readonly id: string; readonly depth: number; readonly direction: Direction },
): LineageAsset | undefined {
  const { id, depth, direction } = question;
  if (nodeOf(catalog, id, 0) === undefined) return undefined;
  const distances = new Map([[id, 0]]);
  const edges = new Set<LineageEdge>();
  let truncated = false;
  const walk = (way: 'up' | 'down'): void => {
    let frontier = [id];
    const seen = new Set(frontier);
    for (let step = 1; step <= depth && frontier.length > 0; step++) {
      const next: string[] = [];
      for (const at of frontier) {
        for (const edge of (way === 'up' ? graph.to : graph.from).get(at) ?? []) {
          const other = way === 'up' ? edge.from : edge.to;
          if (!seen.has(other)) {
            if (distances.size >= MOST_NODES && !distances.has(other)) {
              truncated = true;
              continue;
            }
            seen.add(other);
            next.push(other);
            if (!distances.has(other)) distances.set(other, way === 'up' ? -step : step);
          }
          edges.add(edge);
        }
      }
      frontier = next;
    }
  };
  if (direction !== 'down') walk('up');
  if (direction !== 'up') walk('down');
  return {
    id,
    depth,
    nodes: [...distances]
      .flatMap(([node, distance]) => nodeOf(catalog, node, distance) ?? [])
      .sort((a, b) => a.distance - b.distance || compareText(a.id, b.id)),
    edges: [...edges].sort(
      (a, b) =>
        compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.kind, b.kind),
    ),
    truncated,
  };
}

function nodeOf(catalog: Catalog, id: string, distance: number): LineageNode | undefined {
  const dataset = catalog.datasetById.get(id);
  if (dataset !== undefined) {
    const { kind, name, domain } = dataset;
    return present({ id, type: 'dataset' as const, kind, name, domain, distance });
  }
  const product = catalog.productById.get(id);
  if (product === undefined) return undefined;
  const { kind, name, domain } = product;
  return present({ id, type: 'product' as const, kind, name, domain, distance });
}
