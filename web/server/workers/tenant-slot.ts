/**
 * The worker of a tenant: rendezvous hashing, so that with one worker more or less only the tenants
 * of that worker move. Pure; the same in every process and at every start.
 * @param slots how many workers there are, living or not; at least 1
 * @returns 0 to `slots - 1`
 */
export function slotOf(tenant: string, slots: number): number {
  let best = 0;
  let highest = -1;
  for (let slot = 0; slot < slots; slot++) {
    const weight = hash32(`${tenant}/${slot}`);
    if (weight <= highest) continue;
    highest = weight;
    best = slot;
  }
  return best;
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer, without which near names fall together. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
