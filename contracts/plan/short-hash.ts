const MASK = (1n << 64n) - 1n;
const PRIME = 0x100000001b3n;

/**
 * Ten hex digits that tell shortened names apart: FNV-1a over UTF-16 code units, 64 bits, folded.
 * Not a secret and not collision proof; colliding names are findings all the same.
 */
export function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    const unit = BigInt(text.charCodeAt(index));
    hash = ((hash ^ (unit & 0xffn)) * PRIME) & MASK;
    hash = ((hash ^ (unit >> 8n)) * PRIME) & MASK;
  }
  const folded = (hash >> 40n) ^ (hash & ((1n << 40n) - 1n));
  return folded.toString(16).padStart(10, '0');
}
