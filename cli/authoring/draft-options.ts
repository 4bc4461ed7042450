/** Options that every command which writes a draft takes; spread them into those of its own. */
export const draftOptions = {
  domain: { type: 'string' },
  product: { type: 'string' },
  force: { type: 'string', multiple: true },
} as const;

/** Their lines in a usage text. */
export const draftOptionsUsage = `  --domain      the team's area, a folder below products/ (default: the only one there is)
  --product     the product's id (default: the contract's)
  --force       a file that may be replaced; repeat it for each`;
