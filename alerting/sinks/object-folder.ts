import { constants } from 'node:fs';
import { lstat, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRuleObjectFile } from '../rules/manifests/rule-object.ts';
import { LIST_FILE } from './managed-list.ts';
import type { FolderOutcome } from './rule-folder.ts';
import { someAtOnce } from './some-at-once.ts';

/** The text of a file; null for what is no plain file (a link, a folder) or too large to be ours. */
export type ObjectFile = string | null;

export const KUSTOMIZATION_FILE = 'kustomization.yaml';
const TEMPORARY = /^\.tocsin-write\..*\.tmp$/;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A folder of objects of Kubernetes. Only names that the sink makes are looked at or touched, and
 * nothing through a symbolic link. A file is there whole or not at all, also after a crash.
 */
export class ObjectFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The files with names of ours, by name; clears away what a crash left behind. */
  async scan(): Promise<FolderOutcome<ReadonlyMap<string, ObjectFile>>> {
    try {
      const real = await realpath(this.#directory);
      if (real !== this.#directory) {
        return refused('is not used: a part of its path is a symbolic link; name its real path');
      }
      const names = await readdir(this.#directory);
      for (const name of names) if (TEMPORARY.test(name)) await rm(this.#path(name));
      const found = new Map<string, ObjectFile>();
      await someAtOnce(names.filter(isOurName), async (name) => {
        found.set(name, await this.#read(name));
      });
      return { kind: 'ok', value: found };
    } catch (thrown) {
      return failed('cannot be read', thrown);
    }
  }

  /** Writes a file; readable by all, since somebody else applies it. */
  async write(name: string, text: string): Promise<FolderOutcome<null>> {
    const temporary = this.#path(`.tocsin-write.${name}.tmp`);
    try {
      const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
      const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
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
      return failed('cannot be written', thrown);
    }
  }

  /** Removes a file; one that is gone already is as good. */
  async remove(name: string): Promise<FolderOutcome<null>> {
    try {
      await rm(this.#path(name), { force: true });
      return { kind: 'ok', value: null };
    } catch (thrown) {
      return failed('cannot be written', thrown);
    }
  }

  /** Makes renames and removals last through a power failure. */
  async sync(): Promise<FolderOutcome<null>> {
    try {
      const handle = await open(this.#directory, constants.O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { kind: 'ok', value: null };
    } catch (thrown) {
      return failed('cannot be synced', thrown);
    }
  }

  async #read(name: string): Promise<ObjectFile> {
    const stats = await lstat(this.#path(name));
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    return readFile(this.#path(name), 'utf8');
  }

  #path(name: string): string {
    return join(this.#directory, basename(name));
  }
}

/** True for names of files that the sink writes. */
function isOurName(name: string): boolean {
  return name === KUSTOMIZATION_FILE || name === LIST_FILE || isRuleObjectFile(name);
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

function failed(what: string, thrown: unknown): { kind: 'failed'; message: string } {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  const reason = REASONS.get(code) ?? 'unexpected';
  return refused(`${what}: ${reason} (${code})`);
}

function refused(why: string): { kind: 'failed'; message: string } {
  return { kind: 'failed', message: `the folder of objects ${why}` };
}
