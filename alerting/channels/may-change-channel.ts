import { holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Channel } from './channel.ts';

/** Whoever holds `channels:write` on the owner, or within it and made the channel. */
export function mayChangeChannel(
  directory: Directory,
  principal: Principal,
  { owner, createdById }: Pick<Channel, 'owner' | 'createdById'>,
): boolean {
  const node = ownerNode(owner);
  if (holds(directory, principal, node, 'channels:write')) return true;
  if (createdById !== principal.id) return false;
  return holdsWithin(directory, principal, node, 'channels:write');
}
