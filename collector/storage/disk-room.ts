import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, asError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { StorageFiles } from './storage-files.ts';

export interface DiskRoomOptions {
  /** On the file system that is watched; must exist. */
  readonly folder: string;
  readonly files: StorageFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  /** With less than this the disk counts as full, so that retention can still work (64 MiB). */
  readonly minFreeBytes?: number;
  /** Between two looks at the disk, and between two tries while it is full (5,000). */
  readonly retryMs?: number;
}

const DEFAULT_MIN_FREE_BYTES = 64 * 1024 * 1024;

const FULL_CODES: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_SHMSIZE',
]);

/** Whether the file system or SQLite said that there is no room. */
function isNoRoom(thrown: unknown): boolean {
  const error = asError(thrown);
  return 'code' in error && typeof error.code === 'string' && FULL_CODES.has(error.code);
}

/**
 * Whether the disk of the embedded stores has room, for all stores together. While it has none,
 * what comes in is refused; one attempt per interval is let through to find out whether it has again.
 */
export class DiskRoom {
  readonly #options: DiskRoomOptions;
  readonly #minFreeBytes: number;
  readonly #retryMs: number;
  #isFull = false;
  #nextLookMs = Number.NEGATIVE_INFINITY;

  constructor(options: DiskRoomOptions) {
    this.#options = options;
    this.#minFreeBytes = options.minFreeBytes ?? DEFAULT_MIN_FREE_BYTES;
    this.#retryMs = options.retryMs ?? 5_000;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * To be called before anything is taken in. Cheap.
   * @throws AppError `unavailable` while the disk is full
   */
  admit(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs >= this.#nextLookMs) {
      this.#nextLookMs = nowMs + this.#retryMs;
      const hasRoom = this.#options.files.freeBytes(this.#options.folder) >= this.#minFreeBytes;
      if (hasRoom) return;
      this.#markFull(null);
    }
    if (this.#isFull) throw this.#refusal(null);
  }

  /**
   * Does something that needs room, and remembers how it went.
   * @throws AppError `unavailable` when there was none; any other error as it is
   */
  use<Result>(work: () => Result): Result {
    let result: Result;
    try {
      result = work();
    } catch (thrown) {
      if (!isNoRoom(thrown)) throw thrown;
      this.#nextLookMs = this.#options.clock.monotonicMs() + this.#retryMs;
      this.#markFull(asError(thrown));
      throw this.#refusal(thrown);
    }
    if (this.#isFull) {
      this.#isFull = false;
      this.#options.logger.info({}, 'the disk of the embedded stores has room again');
    }
    return result;
  }

  #markFull(err: Error | null): void {
    if (this.#isFull) return;
    this.#isFull = true;
    const fields = { folder: this.#options.folder, minFreeBytes: this.#minFreeBytes };
    this.#options.logger.error(
      err === null ? fields : { ...fields, err },
      'the disk of the embedded stores is full',
    );
  }

  #refusal(cause: unknown): AppError {
    return new AppError(
      'unavailable',
      'Storing was refused because the disk of the embedded stores is full; nothing of this request was stored. Free space on it or lower the retention; storing goes on by itself.',
      { retryAfterSeconds: Math.ceil(this.#retryMs / 1000), ...(cause === null ? {} : { cause }) },
    );
  }
}
