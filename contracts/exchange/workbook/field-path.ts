import { isJsonObject, type JsonObject } from '../../source/json-schema/json-object.ts';
import { propertiesOf } from '../whole-contract.ts';

/** A property, or the element of a list, with its way from the record: `samples[].temperature`. */
export interface FieldAt {
  readonly path: string;
  readonly element: JsonObject;
}

/** All properties below a dataset, parents first; the element of a list stands for itself. */
export function fieldsBelow(parent: JsonObject, prefix = ''): readonly FieldAt[] {
  return propertiesOf(parent).flatMap((property) => {
    const name = typeof property.name === 'string' ? property.name : '';
    return elementsOf(property, `${prefix}${escaped(name)}`);
  });
}

function elementsOf(element: JsonObject, path: string): readonly FieldAt[] {
  const { items } = element;
  return [
    { path, element },
    ...fieldsBelow(element, `${path}.`),
    ...(isJsonObject(items) ? elementsOf(items, `${path}[]`) : []),
  ];
}

function escaped(name: string): string {
  return name.replace(/[\\.[\]]/g, (sign) => `\\${sign}`);
}

/** The steps of a path: names, and `[]` for the element of a list. */
function stepsOf(path: string): readonly (string | { readonly isElement: true })[] {
  const steps: (string | { readonly isElement: true })[] = [];
  let name = '';
  const push = () => {
    if (name !== '') steps.push(name);
    name = '';
  };
  for (let at = 0; at < path.length; at += 1) {
    const sign = path[at] ?? '';
    if (sign === '\\') {
      at += 1;
      name += path[at] ?? '';
    } else if (sign === '.') push();
    else if (sign === '[' && path[at + 1] === ']') {
      push();
      steps.push({ isElement: true });
      at += 1;
    } else name += sign;
  }
  push();
  return steps;
}

/** Each step is an object and a list inside another; a document has 64 levels. */
const mostSteps = 24;

/** A dataset's properties from rows of fields; rows whose parents are missing get them untyped. */
export class FieldTree {
  readonly #root: Branch = { element: {}, members: new Map() };

  /** False where the path is empty, stands twice or leads deeper than a contract may. */
  add(path: string, element: JsonObject): boolean {
    const steps = stepsOf(path);
    if (steps.length === 0 || steps.length > mostSteps) return false;
    let branch = this.#root;
    for (const step of steps) branch = childOf(branch, step);
    if (branch.isWritten === true) return false;
    branch.isWritten = true;
    branch.element = element;
    return true;
  }

  properties(): readonly JsonObject[] {
    return membersOf(this.#root);
  }
}

interface Branch {
  element: JsonObject;
  isWritten?: boolean;
  readonly members: Map<string, Branch>;
  items?: Branch;
}

function childOf(branch: Branch, step: string | { readonly isElement: true }): Branch {
  if (typeof step !== 'string') {
    branch.items ??= { element: {}, members: new Map() };
    return branch.items;
  }
  const known = branch.members.get(step);
  if (known !== undefined) return known;
  const made: Branch = { element: {}, members: new Map() };
  branch.members.set(step, made);
  return made;
}

function membersOf(branch: Branch): readonly JsonObject[] {
  return [...branch.members].map(([name, inner]) => ({ name, ...builtOf(inner) }));
}

function builtOf(branch: Branch): JsonObject {
  const properties = membersOf(branch);
  return {
    ...branch.element,
    ...(properties.length === 0 ? {} : { properties }),
    ...(branch.items === undefined ? {} : { items: builtOf(branch.items) }),
  };
}
