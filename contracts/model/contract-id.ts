/** True for an id that can be named in ports, links and file names alike; UUIDs and URNs are. */
export function isContractId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:/#~-]{0,199}$/.test(id);
}
