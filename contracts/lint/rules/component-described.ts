import type { Product } from '../../model/product.ts';
import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { customPropertyOf } from '../written.ts';

/** A program, model or dashboard says what it is made of, what it makes and what for. */
export const componentDescribed: Rule = {
  id: 'component-described',
  severity: 'warning',
  summary:
    'Programs, models and dashboards say where their source or artifact is, what they read and make, and models what for.',
  why: 'When a prediction turns out wrong somebody must find the program that made it, the version that ran and all that was built on it.',
  *check(context) {
    const written = new Map(context.products.map((each) => [each.document.path, each]));
    for (const product of context.plant.products) {
      const at = entryOf(written.get(`${product.folder}/product.odps.yaml`));
      if (at === undefined) continue;
      for (const [message, hint] of gapsOf(product)) {
        yield problemAtKey(
          memberNode(at, 'kind') ?? at,
          `${product.kind} '${product.id}' ${message}`,
          hint,
        );
      }
    }
  },
};

function* gapsOf({
  kind,
  component,
  inputPorts,
}: Product): Iterable<readonly [message: string, hint: string]> {
  if (component === undefined) return;
  if (component.source === undefined && component.artifact === undefined) {
    yield [
      'names neither its source nor its artifact',
      'add source: ./<file or folder>, or artifact: <name>:<version>',
    ];
  }
  if (kind !== 'dashboard' && component.makes.length === 0) {
    yield ['does not say what it makes', 'add makes: [<contract id>]'];
  }
  if (kind === 'model' && component.intendedUse === undefined) {
    yield [
      'does not say what it is good for',
      'add intendedUse: what it may decide, and where it must not be used',
    ];
  }
  if (kind !== 'software' && inputPorts.length === 0) {
    yield ['does not say what it reads', 'add inputPorts with the contracts that it reads'];
  }
}

/** The `tundish` entry of a product as written. */
function entryOf(written: NodeAt | undefined): NodeAt | undefined {
  return written === undefined || itemNodes(memberNode(written, 'customProperties')).length === 0
    ? undefined
    : customPropertyOf(written, 'tundish');
}
