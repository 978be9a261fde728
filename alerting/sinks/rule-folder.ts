import { constants } from 'node:fs';
import { lstat, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRuleFileName, type RuleFileOrigin, readOrigin } from '../rules/manifests/rule-file.ts';
import { someAtOnce } from './some-at-once.ts';

/** A file with a name of ours. `origin` is undefined when its header is not ours. */
export interface FoundFile {
  readonly text: string;
  readonly origin: RuleFileOrigin | undefined;
}

/** Outcome of touching the folder; messages name no path. */
export type FolderOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string };

interface Known extends FoundFile {
  /** Inode, size and times: equal for a file that nobody touched since it was read. */
  readonly stamp: string;
}

const TEMPORARY = /^\.tocsin\..*\.tmp$/;
/** Larger files are not ours whatever they are called; a rule of 10 levels stays below 1 MiB. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * The folder of rule files of one Prometheus. Only files named as `ruleFileName` names them are
 * looked at; what did not change since the last look is not read again. A file is there whole or
 * not at all, also after a crash: written beside, synced, renamed.
 */
export class RuleFolder {
  readonly #directory: string;
  #known = new Map<string, Known>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All files with our names, by name; also clears away what a crash left behind. */
  async scan(): Promise<FolderOutcome<ReadonlyMap<string, FoundFile>>> {
    try {
      const names = await readdir(this.#directory);
      const leftovers = names.filter((name) => TEMPORARY.test(name));
      for (const name of leftovers) await rm(this.#path(name), { force: true });
      const found = new Map<string, Known>();
      await someAtOnce(names.filter(isRuleFileName), async (name) => {
        const file = await this.#read(name);
        if (file) found.set(name, file);
      });
      this.#known = found;
      return { kind: 'ok', value: found };
    } catch (thrown) {
      return failed('cannot be read', thrown);
    }
  }

  /** Writes a file; readable by all, since Prometheus is another user. */
  async write(name: string, text: string): Promise<FolderOutcome<null>> {
    const temporary = this.#path(`.${name}.tmp`);
    try {
      const handle = await open(temporary, 'w', 0o644);
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

  async #read(name: string): Promise<Known | undefined> {
    try {
      const stats = await lstat(this.#path(name), { bigint: true });
      const stamp = `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
      const known = this.#known.get(name);
      if (known?.stamp === stamp) return known;
      if (!stats.isFile() || stats.size > MAX_BYTES) return { text: '', origin: undefined, stamp };
      const text = await readFile(this.#path(name), 'utf8');
      return { text, origin: readOrigin(text), stamp };
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return undefined; // removed while we looked
      throw thrown;
    }
  }

  #path(name: string): string {
    return join(this.#directory, name);
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

function failed(what: string, thrown: unknown): { kind: 'failed'; message: string } {
  const code = codeOf(thrown);
  const reason = REASONS.get(code) ?? 'unexpected';
  return { kind: 'failed', message: `the folder of rule files ${what}: ${reason} (${code})` };
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}
