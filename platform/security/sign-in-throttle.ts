import { isIPv6 } from 'node:net';
import type { Clock } from '../clock/clock.ts';

/** How failures turn into waiting. */
export interface ThrottlePolicy {
  /** Attempts that cost nothing. */
  readonly freeAttempts: number;
  /** Wait after the first attempt beyond them; doubles with each further one. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** Failures are forgotten after this much quiet. */
  readonly forgetAfterMs: number;
}

/** What is remembered of one user or address. */
export interface ThrottleRecord {
  readonly attempts: number;
  readonly lastAtMs: number;
}

/** Short for a user: a stranger must not be able to lock somebody out for long. */
export const USER_POLICY: ThrottlePolicy = {
  freeAttempts: 5,
  firstWaitMs: 1_000,
  maxWaitMs: 60_000,
  forgetAfterMs: 3_600_000,
};

/** An office may share one address. */
const ADDRESS_POLICY: ThrottlePolicy = {
  freeAttempts: 20,
  firstWaitMs: 1_000,
  maxWaitMs: 900_000,
  forgetAfterMs: 3_600_000,
};

/** Milliseconds to wait before the next attempt is taken; 0 for none. */
export function waitMs(
  record: ThrottleRecord | undefined,
  nowMs: number,
  policy: ThrottlePolicy,
): number {
  if (!record || nowMs - record.lastAtMs >= policy.forgetAfterMs) return 0;
  const over = record.attempts - policy.freeAttempts;
  if (over < 0) return 0;
  const delayMs = Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** over);
  return Math.max(0, record.lastAtMs + delayMs - nowMs);
}

export type SignInDecision =
  | { readonly kind: 'try' }
  | { readonly kind: 'wait'; readonly retryAfterMs: number };

export interface SignInAttempt {
  readonly user: string;
  /** The client's IP address. */
  readonly address: string;
}

const MAX_RECORDS = 10_000;

/**
 * Slows down guessing, by user and by address. An attempt is counted when it begins, so that many
 * at once gain nothing, and taken back when it succeeds.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #users: RecordTable;
  readonly #addresses: RecordTable;

  constructor(clock: Clock, maxRecords: number = MAX_RECORDS) {
    this.#clock = clock;
    this.#users = new RecordTable(USER_POLICY, maxRecords);
    this.#addresses = new RecordTable(ADDRESS_POLICY, maxRecords);
  }

  begin({ user, address }: SignInAttempt): SignInDecision {
    const nowMs = this.#clock.nowMs();
    const name = user.toLowerCase();
    const network = networkOf(address);
    const retryAfterMs = Math.max(
      this.#users.waitMs(name, nowMs),
      this.#addresses.waitMs(network, nowMs),
    );
    if (retryAfterMs > 0) return { kind: 'wait', retryAfterMs };
    this.#users.count(name, nowMs);
    this.#addresses.count(network, nowMs);
    return { kind: 'try' };
  }

  /** The user's failures are forgotten; of the address's only this attempt, lest one's own account resets it. */
  succeeded({ user, address }: SignInAttempt): void {
    this.#users.forget(user.toLowerCase());
    this.#addresses.takeBack(networkOf(address));
  }
}

/** Records in the order of their last attempt; the longest quiet one makes room. */
class RecordTable {
  readonly #policy: ThrottlePolicy;
  readonly #maxRecords: number;
  readonly #records = new Map<string, ThrottleRecord>();

  constructor(policy: ThrottlePolicy, maxRecords: number) {
    this.#policy = policy;
    this.#maxRecords = maxRecords;
  }

  waitMs(key: string, nowMs: number): number {
    return waitMs(this.#records.get(key), nowMs, this.#policy);
  }

  count(key: string, nowMs: number): void {
    const known = this.#records.get(key);
    const isFresh = known !== undefined && nowMs - known.lastAtMs < this.#policy.forgetAfterMs;
    this.#records.delete(key);
    this.#records.set(key, { attempts: (isFresh ? known.attempts : 0) + 1, lastAtMs: nowMs });
    const oldest = this.#records.keys().next();
    if (this.#records.size > this.#maxRecords && !oldest.done) this.#records.delete(oldest.value);
  }

  takeBack(key: string): void {
    const known = this.#records.get(key);
    if (!known) return;
    if (known.attempts <= 1) this.#records.delete(key);
    else this.#records.set(key, { ...known, attempts: known.attempts - 1 });
  }

  forget(key: string): void {
    this.#records.delete(key);
  }
}

/** An IPv6 customer owns a whole /64, so that is what is counted; an IPv4 address is one however it is written. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const missing =
    tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = [
    ...groups,
    ...new Array<string>(missing).fill('0'),
    ...(tail ? tail.split(':') : []),
  ];
  return all.slice(0, 4).join(':');
}
