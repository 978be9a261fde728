import type { Clock, Timer } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { Service } from '../lifecycle/service.ts';
import type { Logger } from '../observe/logger.ts';
import type { Batch, BatchOutcome, State } from '../state/state.ts';
import type { ClusterSettings } from './cluster.ts';
import type { Directory } from './directory.ts';
import type { DirectoryListener, DirectorySource } from './directory-source.ts';
import { type LoadedDirectory, loadDirectory, readVersion } from './load-directory.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { ChangeKind, TenancyCommits, TenancySql } from './tenancy-context.ts';

export interface DirectoryStoreOptions {
  readonly state: State;
  readonly sql: TenancySql;
  readonly secrets: SecretSealer;
  readonly clock: Clock;
  readonly logger: Logger;
}

const RETRY_MS = 1_000;

/**
 * The directory and the clusters' settings in memory, as of the last committed change.
 *
 * After each `directory` commit the whole picture is read again, consistently, and swapped at once:
 * a reader holds the old one or the new one, never a mixture. When it cannot be read, keeping the
 * old one would keep rights alive that were taken away; so there is none until a repeated attempt
 * succeeds, and everything that needs it answers `unavailable`.
 */
export class DirectoryStore implements TenancyCommits, DirectorySource, Service {
  readonly name = 'directory';
  readonly #options: DirectoryStoreOptions;
  readonly #listeners = new Set<DirectoryListener>();
  readonly #watchers = new Set<() => void>();
  #loaded: LoadedDirectory | null = null;
  #generation = 0;
  /** The load that runs, and the one that waits for it; whoever commits meanwhile joins the latter. */
  #running: Promise<void> | null = null;
  #waiting: Promise<void> | null = null;
  #retry: Timer | null = null;
  #isStopped = false;

  private constructor(options: DirectoryStoreOptions) {
    this.#options = options;
  }

  /**
   * Reads the directory; afterwards `current()` works. To be opened after the declared things were
   * written.
   * @throws AppError `unavailable` when it cannot be read.
   */
  static async open(options: DirectoryStoreOptions): Promise<DirectoryStore> {
    const store = new DirectoryStore(options);
    store.#swap(await loadDirectory(options));
    return store;
  }

  /** @throws AppError `unavailable` while the last change could not be read. */
  current(): Directory {
    return this.present().directory;
  }

  /** Directory and clusters of one version. @throws AppError `unavailable`, as `current`. */
  present(): LoadedDirectory {
    if (this.#loaded) return this.#loaded;
    throw new AppError(
      'unavailable',
      'Who owns what could not be read after the last change; it is being tried again.',
      { retryAfterSeconds: 1 },
    );
  }

  /** Settings by cluster id, with their secrets. @throws AppError `unavailable`, as `current`. */
  clusters(): ReadonlyMap<string, ClusterSettings> {
    return this.present().clusters;
  }

  /**
   * Grows with every commit and every swap. What was derived from users, role bindings, tokens or
   * the directory under another generation must not be used.
   */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Calls back after each swap, in the order of versions, not for the present picture.
   * @returns ends the subscription.
   */
  subscribe(listener: DirectoryListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Calls back each time that `generation` has grown, at once, before `commit` resolves. The callback
   * must not throw.
   * @returns ends the subscription.
   */
  watchGeneration(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async commit(batch: Batch, changes: ChangeKind): Promise<BatchOutcome> {
    const outcome = await this.#submit(batch, changes);
    if (outcome.kind !== 'committed') return outcome;
    this.#grow();
    if (changes === 'directory') await this.#reload();
    return outcome;
  }

  /** For one that stands beside the owner: reads again when another process has changed something. */
  async catchUp(): Promise<void> {
    const version = await readVersion(this.#options);
    if (version !== this.#loaded?.directory.version) await this.#reload();
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Lets a reading that was begun end. */
  async drain(): Promise<void> {
    await (this.#waiting ?? this.#running);
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#retry?.cancel();
    this.#listeners.clear();
    this.#watchers.clear();
    return Promise.resolve();
  }

  /** When the database fails it may have written all the same, so what is known is dropped too. */
  async #submit(batch: Batch, changes: ChangeKind): Promise<BatchOutcome> {
    try {
      return await this.#options.state.commit(batch);
    } catch (thrown) {
      this.#grow();
      if (changes === 'directory') await this.#reload();
      throw thrown;
    }
  }

  /** Resolves when a reading that began after this call has ended. */
  #reload(): Promise<void> {
    if (this.#waiting !== null) return this.#waiting;
    if (this.#running === null) return this.#begin();
    this.#waiting = this.#running.then(() => {
      this.#waiting = null;
      return this.#begin();
    });
    return this.#waiting;
  }

  #begin(): Promise<void> {
    this.#running = this.#load().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #load(): Promise<void> {
    if (this.#isStopped) return;
    this.#retry?.cancel();
    try {
      this.#swap(await loadDirectory(this.#options));
    } catch (err) {
      this.#loaded = null;
      this.#grow();
      this.#options.logger.error({ err }, 'directory could not be read, requests are refused');
      this.#retry = this.#options.clock.after(RETRY_MS, () => void this.#reload());
    }
  }

  #swap(loaded: LoadedDirectory): void {
    if (this.#loaded?.directory.version === loaded.directory.version) return;
    this.#loaded = loaded;
    this.#grow();
    for (const listener of this.#listeners) this.#tell(listener, loaded);
  }

  #grow(): void {
    this.#generation++;
    for (const watcher of this.#watchers) watcher();
  }

  #tell(listener: DirectoryListener, loaded: LoadedDirectory): void {
    try {
      listener(loaded.directory, loaded.clusters);
    } catch (err) {
      this.#options.logger.error({ err }, 'a listener of the directory threw');
    }
  }
}
