import type { Json } from '../source/json.ts';
import { pointerTo } from '../source/json-pointer.ts';
import { isJsonArray, isJsonObject, member } from '../source/json-schema/json-object.ts';
import { referenceOf, type Site, valueAt } from './payload-facts.ts';

const sameValue = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas'];

/**
 * The pointer of a schema that leads back to itself without going into a member or an item, so that
 * no value can ever be judged by it; undefined where there is none.
 */
export function endlessSchema(document: Json): string | undefined {
  const done = new Set<string>();
  const open = new Set<string>();
  const roots: Site[] = [{ schema: document, pointer: '' }];
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    roots.push(...childrenOf(root));
    if (done.has(root.pointer)) continue;
    const path: { readonly site: Site; readonly next: Site[] }[] = [];
    const enter = (site: Site) => {
      open.add(site.pointer);
      path.push({ site, next: [...appliedWith(document, site)] });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.next.pop();
      if (next === undefined) {
        open.delete(top.site.pointer);
        done.add(top.site.pointer);
        path.pop();
      } else if (open.has(next.pointer)) {
        return next.pointer;
      } else if (!done.has(next.pointer)) {
        enter(next);
      }
    }
  }
  return undefined;
}

/** What is applied to the same value as a schema. */
function* appliedWith(document: Json, site: Site): Generator<Site> {
  if (!isJsonObject(site.schema)) return;
  const target = referenceOf(site.schema);
  if (target !== undefined) yield { schema: valueAt(document, target), pointer: target };
  for (const keyword of sameValue) {
    const schema = member(site.schema, keyword);
    if (schema === undefined) continue;
    const at = { schema, pointer: pointerTo(site.pointer, keyword) };
    if (isJsonArray(schema) || keyword === 'dependentSchemas') yield* childrenOf(at);
    else yield at;
  }
}

function childrenOf({ schema, pointer }: Site): readonly Site[] {
  if (isJsonArray(schema)) {
    return schema.map((each, index) => ({ schema: each, pointer: pointerTo(pointer, index) }));
  }
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).map(([name, each]) => ({
    schema: each,
    pointer: pointerTo(pointer, name),
  }));
}
