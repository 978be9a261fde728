/** One `tocsin serve` on a shared database. */
export interface Member {
  /** Of the process, unique over all its lives. */
  readonly id: string;
  /** Where the others reach it, e.g. `http://10.0.0.7:8080`. */
  readonly address: string;
  /** Of the program. */
  readonly version: string;
  /** The owner decides; there is one, who has the lock of the database and serves. */
  readonly role: 'owner' | 'member';
  /** Of the ownership; 0 for one that is not the owner. */
  readonly epoch: number;
}

/** A member that does not renew is gone after so long, by the clock of the database. */
export const LEASE_MS = 4_000;

/** Who is there, kept where all see it. */
export interface MemberTable {
  /** Says that this one is there, and who else is. Rejects while the database does not answer. */
  renew(own: Member): Promise<readonly Member[]>;
  /** Says that it goes. */
  leave(id: string): Promise<void>;
  /** Calls back when another one came, went or has another part; may miss some. Must not throw. */
  onNews(listener: () => void): void;
  close(): Promise<void>;
}
