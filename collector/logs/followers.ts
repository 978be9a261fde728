import { asError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { ColumnBlock } from './column-block.ts';
import type { LabelMatcher } from './stream-index.ts';

/** Lines as they arrive. */
export interface ArrivedEntries {
  readonly labels: Labels;
  readonly block: ColumnBlock;
  /** Lines that came before these and were let go, because the listener did not keep up. */
  readonly dropped: number;
}

export type ArrivalListener = (arrived: ArrivedEntries) => void;

/** Text that waits for one listener; over it the oldest are let go. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;

interface Follower {
  readonly tenants: ReadonlySet<string>;
  readonly listener: ArrivalListener;
  readonly isMatch: (labels: Labels) => boolean;
  /** What `isMatch` said of a stream's label set. */
  readonly known: WeakMap<Labels, boolean>;
  readonly queue: { readonly labels: Labels; readonly block: ColumnBlock }[];
  queuedBytes: number;
  dropped: number;
}

/**
 * Tells listeners of lines as they arrive, later on the same thread: a listener never holds up who
 * brings lines, and one that throws is heard no more.
 */
export class Followers {
  readonly #logger: Logger;
  readonly #followers = new Set<Follower>();
  #isPlanned = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @returns ends it; what is queued is not told any more */
  follow(
    tenants: readonly string[],
    matchers: readonly LabelMatcher[],
    listener: ArrivalListener,
  ): () => void {
    const follower: Follower = {
      tenants: new Set(tenants),
      listener,
      isMatch: (labels) => matchers.every((one) => one.matches(labels.get(one.name) ?? '')),
      known: new WeakMap(),
      queue: [],
      queuedBytes: 0,
      dropped: 0,
    };
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  /** @param read makes the block, when somebody wants it */
  tell(tenant: string, labels: Labels, read: () => ColumnBlock): void {
    let block: ColumnBlock | null = null;
    for (const follower of this.#followers) {
      if (!follower.tenants.has(tenant) || !isWanted(follower, labels)) continue;
      block ??= read();
      put(follower, labels, block);
    }
    if (block === null || this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => this.#tellAll());
  }

  #tellAll(): void {
    this.#isPlanned = false;
    for (const follower of this.#followers) {
      try {
        drain(follower, () => this.#followers.has(follower));
      } catch (thrown) {
        this.#followers.delete(follower);
        this.#logger.error({ err: asError(thrown) }, 'a listener of log lines broke');
      }
    }
  }
}

function isWanted(follower: Follower, labels: Labels): boolean {
  const known = follower.known.get(labels);
  if (known !== undefined) return known;
  const isMatch = follower.isMatch(labels);
  follower.known.set(labels, isMatch);
  return isMatch;
}

function put(follower: Follower, labels: Labels, block: ColumnBlock): void {
  follower.queue.push({ labels, block });
  follower.queuedBytes += block.text.length;
  while (follower.queuedBytes > MAX_QUEUED_BYTES && follower.queue.length > 1) {
    const oldest = follower.queue.shift();
    follower.dropped += oldest?.block.count ?? 0;
    follower.queuedBytes -= oldest?.block.text.length ?? 0;
  }
}

function drain(follower: Follower, isOpen: () => boolean): void {
  const arrived = follower.queue.splice(0);
  follower.queuedBytes = 0;
  for (const { labels, block } of arrived) {
    if (!isOpen()) return;
    const { dropped } = follower;
    follower.dropped = 0;
    follower.listener({ labels, block, dropped });
  }
}
