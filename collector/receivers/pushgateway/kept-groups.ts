import type { GroupFile } from './group-file.ts';
import type { PushedGroups } from './pushed-groups.ts';

/** The groups of a gateway, and the file from which they come back after the end of the process. */
export class KeptGroups {
  readonly groups: PushedGroups;
  readonly #file: GroupFile;
  #savedVersion = 0;
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(groups: PushedGroups, file: GroupFile) {
    this.groups = groups;
    this.#file = file;
  }

  /** Takes what was kept; once, before anything is pushed. @throws Error naming the file */
  async load(): Promise<void> {
    this.groups.restore(await this.#file.load());
  }

  /**
   * Resolves when the groups as they are now survive the end of the process. Calls while the file is
   * written share the next time. @throws the error of the file system; the file is as it was then
   */
  save(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const next = this.#last.then(() => this.#saveNow());
    this.#next = next;
    // Whoever asked hears of a failure; the next time begins all the same.
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #saveNow(): Promise<void> {
    this.#next = null;
    const { version } = this.groups;
    if (version === this.#savedVersion) return;
    await this.#file.save(this.groups.all());
    this.#savedVersion = version;
  }
}
