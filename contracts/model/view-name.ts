import type { ViewName } from './transform.ts';

const viewName = /^[a-z][a-z0-9_]*_v(0|[1-9]\d*)$/;
const stores = ['curated', 'metrics', 'business'] as const;

/** `curated.heat_v1` as a view name; undefined for anything else. */
export function parseViewName(text: string): ViewName | undefined {
  const [schema = '', view = '', ...rest] = text.split('.');
  const store = stores.find((each) => each === schema);
  return store !== undefined && rest.length === 0 && viewName.test(view) && view.length <= 63
    ? { store, view }
    : undefined;
}
