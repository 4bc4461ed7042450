/** Cuts a list so that no part weighs more than `most`, but no part is empty. */
export function slices<Item>(
  items: readonly Item[],
  most: number,
  weightOf: (item: Item) => number,
): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const own = weightOf(item);
    weight += own;
    if (weight <= most) parts.at(-1)?.push(item);
    else {
      parts.push([item]);
      weight = own;
    }
  }
  return parts;
}
