import type { MemberSeal } from '../../../platform/members/member-seal.ts';
import type { Membership } from '../../../platform/members/membership.ts';
import type { MemberCalls } from './member-calls.ts';
import type { MemberClient } from './member-client.ts';

/** The place of this process among those on its database, for the parts of the owner. */
export interface MemberSeat {
  readonly membership: Membership;
  readonly seal: MemberSeal;
  readonly calls: MemberCalls;
  /** For calls to the others. */
  readonly client: MemberClient;
  /** Of the program, for what only equal ones say to each other. */
  readonly program: string;
  /**
   * Gives up the port on which it has stood by, right before the owner's listener takes it.
   * @returns the port; null when there was none
   */
  yieldPort(): number | null;
}
