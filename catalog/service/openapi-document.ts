import type { Catalog } from '../assets/catalog.ts';

type Tree = Readonly<Record<string, unknown>>;

/**
 * The document as it is served: beside the service, whatever prefix stands before both, and with ids
 * of this plant as examples, so that people and test tools reach what is there.
 */
export function openApiDocument(generated: object, catalog: Catalog): string {
  const document = generated as { readonly paths?: Readonly<Record<string, Tree>> };
  const examples = exampleIds(catalog);
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          withExamples(operation as Tree, examples),
        ]),
      ),
    ]),
  );
  const whole = { ...document, servers: [{ url: './' }], paths };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Ids that belong together: a contract, its product, one of its datasets. */
function exampleIds(catalog: Catalog): ReadonlyMap<string, string | number> {
  const contract = catalog.contracts.find(({ datasets }) => datasets.length > 0);
  const [dataset] = contract?.datasets ?? [];
  const product = catalog.productById.get(contract?.product ?? '');
  if (contract === undefined || dataset === undefined || product === undefined) return new Map();
  return new Map<string, string | number>([
    ['domain', product.domain],
    ['product', product.id],
    ['contract', contract.contract],
    ['major', contract.major],
    ['dataset', dataset],
    ['id', dataset],
    ['q', catalog.datasetById.get(dataset)?.name ?? product.id],
  ]);
}

function withExamples(operation: Tree, examples: ReadonlyMap<string, string | number>): Tree {
  const { parameters } = operation;
  if (!Array.isArray(parameters)) return operation;
  return {
    ...operation,
    parameters: (parameters as readonly Tree[]).map((parameter) => {
      const example = examples.get(String(parameter.name));
      const wanted = parameter.required === true && example !== undefined;
      return wanted ? { ...parameter, example } : parameter;
    }),
  };
}
