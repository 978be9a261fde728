/** Nothing expires before so much readiness after a start or a gap. */
const MIN_READINESS_MS = 5 * 60_000;

/** Longer resend intervals are taken for pauses of the alert, not for the sender's habit. */
const MAX_RESEND_MS = 60 * 60_000;

/** Usual interval of a sender we know little of, and the least that is believed. */
const FIRST_INTERVAL_MS = 60_000;
const MIN_INTERVAL_MS = 15_000;

/** A silence of this many usual intervals, with alerts firing, is a gap. */
const GAP_FACTOR = 3;

/** The watch ticks every few seconds; when it did not for so long, this process stood still. */
const STALL_MS = 30_000;

/** What expiry must know of the source that an alert came from. */
export interface SourceReadiness {
  /** Since when we could have heard its refreshes. */
  readonly readySinceMs: number;
  /** How long that must have been before anything expires. */
  readonly windowMs: number;
  /** True when nothing came since the start, or since the gap began. */
  readonly isSilent: boolean;
}

interface Sender {
  lastPostMs: number | undefined;
  /** Had firing alerts at the last tick; quiet times say nothing about its habit. */
  isWatched: boolean;
  /** Intervals between its latest posts, to know what is usual. */
  readonly intervalsMs: number[];
  longestResendMs: number;
  readySinceMs: number;
  isSilent: boolean;
}

/**
 * Keeps, per source (see `sourceOf`), whether we were ready to receive: a start, a gap of the sender, a refused
 * post, or a standstill of this process each begin the wait anew. In memory; no clock of its own.
 */
export class IntakeReadiness {
  readonly #senders = new Map<string, Sender>();
  #startedAtMs: number;
  #tickedAtMs: number;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
    this.#tickedAtMs = startedAtMs;
  }

  /** A post of the source arrived and was taken. */
  posted(source: string, nowMs: number): void {
    const sender = this.#senderOf(source);
    if (sender.isSilent && sender.lastPostMs !== undefined) sender.readySinceMs = nowMs;
    else if (sender.isWatched && sender.lastPostMs !== undefined)
      note(sender.intervalsMs, nowMs - sender.lastPostMs);
    sender.isSilent = false;
    sender.lastPostMs = nowMs;
  }

  /** A post was turned away: what it said is not known, so the wait begins anew. */
  refused(source: string, nowMs: number): void {
    this.#senderOf(source).readySinceMs = nowMs;
  }

  /** An alert that was last seen then was posted again now. */
  resent(source: string, lastSeenMs: number, nowMs: number): void {
    const sender = this.#senderOf(source);
    const intervalMs = nowMs - lastSeenMs;
    if (lastSeenMs < sender.readySinceMs || intervalMs > MAX_RESEND_MS) return;
    sender.longestResendMs = Math.max(sender.longestResendMs, intervalMs);
  }

  /** To be called every few seconds, with the sources of firing alerts. */
  tick(nowMs: number, firing: ReadonlySet<string>): void {
    if (nowMs - this.#tickedAtMs > STALL_MS) this.#restart(nowMs);
    this.#tickedAtMs = nowMs;
    for (const [source, sender] of this.#senders) sender.isWatched = firing.has(source);
    for (const source of firing) {
      const sender = this.#senderOf(source);
      if (sender.isSilent || sender.lastPostMs === undefined) continue;
      if (nowMs - sender.lastPostMs <= GAP_FACTOR * usualIntervalMs(sender)) continue;
      sender.isSilent = true;
      sender.readySinceMs = nowMs;
    }
  }

  /** Since when this process could have heard anybody. */
  get listeningSinceMs(): number {
    return this.#startedAtMs;
  }

  of(source: string): SourceReadiness {
    const { readySinceMs, longestResendMs, isSilent } = this.#senderOf(source);
    return { readySinceMs, isSilent, windowMs: Math.max(MIN_READINESS_MS, 2 * longestResendMs) };
  }

  #restart(nowMs: number): void {
    this.#startedAtMs = nowMs;
    for (const sender of this.#senders.values()) sender.readySinceMs = nowMs;
  }

  #senderOf(source: string): Sender {
    const known = this.#senders.get(source);
    if (known) return known;
    const sender: Sender = {
      lastPostMs: undefined,
      isWatched: false,
      intervalsMs: [],
      longestResendMs: 0,
      readySinceMs: this.#startedAtMs,
      isSilent: true,
    };
    this.#senders.set(source, sender);
    return sender;
  }
}

const REMEMBERED_INTERVALS = 20;

function note(intervalsMs: number[], intervalMs: number): void {
  intervalsMs.push(intervalMs);
  if (intervalsMs.length > REMEMBERED_INTERVALS) intervalsMs.shift();
}

/** The longest of the latest intervals: a sender of several groups posts in bursts. */
function usualIntervalMs(sender: Sender): number {
  if (sender.intervalsMs.length < 2) return Math.max(FIRST_INTERVAL_MS, ...sender.intervalsMs);
  return Math.max(MIN_INTERVAL_MS, ...sender.intervalsMs);
}
