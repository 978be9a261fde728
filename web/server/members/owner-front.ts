import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import { refuseUpgrade } from '../live-request.ts';
import type { RequestFront } from '../workers/switchboard.ts';
import { takeForwarded } from './forwarded.ts';
import type { MemberCalls } from './member-calls.ts';
import { forgedOrigin, refuseRequest } from './refuse-request.ts';

/** What stands before all routes of the owner: calls of members, and requests that they pass on. */
export interface OwnerFront {
  readonly request: RequestFront;
  /** @returns whether the upgrade may go on; otherwise it was refused. */
  upgrade(request: IncomingMessage, socket: Duplex): boolean;
}

/** @param next what stands before the routes otherwise */
export function ownerFront(
  seal: MemberSeal,
  calls: MemberCalls,
  next: RequestFront = (_, __, here) => here(),
): OwnerFront {
  return {
    request: (request, response, here) => {
      if (calls.take(request, response)) return;
      if (takeForwarded(request, seal) === 'forged') {
        refuseRequest(request, response, forgedOrigin());
      } else next(request, response, here);
    },
    upgrade: (request, socket) => {
      if (takeForwarded(request, seal) !== 'forged') return true;
      socket.on('error', () => socket.destroy());
      refuseUpgrade(socket, forgedOrigin());
      return false;
    },
  };
}
