import { constants } from 'node:fs';
import { lstat, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRuleObjectFile } from '../rules/manifests/rule-object.ts';
import { LIST_FILE } from './managed-list.ts';
import { someAtOnce } from './some-at-once.ts';
import { type FolderOutcome, WholeFiles } from './whole-files.ts';

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
  readonly #files: WholeFiles;

  constructor(directory: string) {
    this.#directory = directory;
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    this.#files = new WholeFiles({
      directory,
      folder: 'the folder of objects',
      temporaryName: (name) => `.tocsin-write.${name}.tmp`,
      flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
    });
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
      return this.#files.failed('cannot be read', thrown);
    }
  }

  write(name: string, text: string): Promise<FolderOutcome<null>> {
    return this.#files.write(basename(name), text);
  }

  remove(name: string): Promise<FolderOutcome<null>> {
    return this.#files.remove(basename(name));
  }

  sync(): Promise<FolderOutcome<null>> {
    return this.#files.sync();
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

function refused(why: string): { kind: 'failed'; message: string } {
  return { kind: 'failed', message: `the folder of objects ${why}` };
}
