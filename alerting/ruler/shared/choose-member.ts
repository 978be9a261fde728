import { createHash } from 'node:crypto';

/**
 * The one of the members that has a key, by rendezvous hashing: when one comes or goes, only its own
 * keys move. The order of the members does not matter.
 * @param members at least one
 */
export function chooseMember(key: string, members: readonly string[]): string {
  let best = '';
  let bestScore = '';
  for (const member of members) {
    const score = createHash('sha256').update(`${member}\n${key}`).digest('hex');
    if (score > bestScore) [best, bestScore] = [member, score];
  }
  return best;
}
