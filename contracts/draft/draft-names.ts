/** Most letters of a product's id. */
const longestId = 30;

/**
 * A word that product, contract and dataset can be called: lower case letters, digits and `_`. The
 * running numbers and dates of sample files (`heat-0001.json`) are left out.
 */
export function idOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
  const id = words
    .join('_')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestId)
    .replace(/_+$/, '');
  return id === '' ? 'draft' : id;
}

/** `heat_report` as a title: `Heat report`. */
export function titleOf(id: string): string {
  const words = id.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An id of the tag register for a name of the source: `CS_PV [m/min]` as `cs_pv`. */
export function tagIdOf(alias: string): string {
  const id = alias
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/\s*[[(][^\])]*[\])]\s*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9_./-]+/g, '_')
    .replace(/^[^a-z0-9]+|_+$/g, '')
    .slice(0, 120);
  return id === '' ? 'tag' : id;
}
