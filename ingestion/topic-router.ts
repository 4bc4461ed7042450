/** Topics repeat, so each is matched once; the bound is for topics that a sender makes up. */
const CACHED_TOPICS = 10_000;

/**
 * Finds what an MQTT topic belongs to: all entries whose filter matches, in the order given. `+`
 * is one level, a last `#` the rest; neither matches a first level that begins with `$`.
 */
export function topicRouter<T>(
  entries: readonly { readonly filter: string; readonly value: T }[],
): (topic: string) => readonly T[] {
  const compiled = entries.map(({ filter, value }) => ({ levels: filter.split('/'), value }));
  const cache = new Map<string, readonly T[]>();
  return (topic) => {
    const known = cache.get(topic);
    if (known !== undefined) return known;
    const levels = topic.split('/');
    const found = compiled
      .filter((entry) => matches(entry.levels, levels))
      .map(({ value }) => value);
    if (cache.size >= CACHED_TOPICS) cache.clear();
    cache.set(topic, found);
    return found;
  };
}

function matches(filter: readonly string[], topic: readonly string[]): boolean {
  const [first] = filter;
  if (topic[0]?.startsWith('$') === true && (first === '+' || first === '#')) return false;
  for (const [index, level] of filter.entries()) {
    if (level === '#') return true;
    if (index >= topic.length || (level !== '+' && level !== topic[index])) return false;
  }
  return filter.length === topic.length;
}
