import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Outcome of touching a folder; messages name no path. */
export type FolderOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string };

export interface WholeFilesOptions {
  readonly directory: string;
  /** What the folder is called in messages, e.g. `the folder of rule files`. */
  readonly folder: string;
  /** Name that a file has while it is written; what a crash leaves is removed by whoever scans. */
  readonly temporaryName: (name: string) => string;
  /** Of `open`, for that file. */
  readonly flags: string | number;
}

/** Files of one folder that are there whole or not at all: written beside, synced, renamed. */
export class WholeFiles {
  readonly #options: WholeFilesOptions;

  constructor(options: WholeFilesOptions) {
    this.#options = options;
  }

  /** Writes a file; readable by all, since somebody else reads it. */
  async write(name: string, text: string): Promise<FolderOutcome<null>> {
    const { temporaryName, flags } = this.#options;
    const temporary = this.#path(temporaryName(name));
    try {
      const handle = await open(temporary, flags, 0o644);
      try {
        await handle.chmod(0o644);
        await handle.writeFile(text, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#path(name));
      return { kind: 'ok', value: null };
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined); // the next scan tries again
      return this.failed('cannot be written', thrown);
    }
  }

  /** Removes a file; one that is gone already is as good. */
  async remove(name: string): Promise<FolderOutcome<null>> {
    try {
      await rm(this.#path(name), { force: true });
      return { kind: 'ok', value: null };
    } catch (thrown) {
      return this.failed('cannot be written', thrown);
    }
  }

  /** Makes renames and removals last through a power failure. */
  async sync(): Promise<FolderOutcome<null>> {
    try {
      const handle = await open(this.#options.directory, constants.O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { kind: 'ok', value: null };
    } catch (thrown) {
      return this.failed('cannot be synced', thrown);
    }
  }

  /** What went wrong, in words. */
  failed(what: string, thrown: unknown): { kind: 'failed'; message: string } {
    const code = codeOf(thrown);
    const reason = REASONS.get(code) ?? 'unexpected';
    return { kind: 'failed', message: `${this.#options.folder} ${what}: ${reason} (${code})` };
  }

  #path(name: string): string {
    return join(this.#options.directory, name);
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'it is not a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'it is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota is used up'],
]);

/** `code` of an error of the file system. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}
