import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRuleFileName, type RuleFileOrigin, readOrigin } from '../rules/manifests/rule-file.ts';
import { someAtOnce } from './some-at-once.ts';
import { codeOf, type FolderOutcome, WholeFiles } from './whole-files.ts';

/** A file with a name of ours. `origin` is undefined when its header is not ours. */
export interface FoundFile {
  readonly text: string;
  readonly origin: RuleFileOrigin | undefined;
}

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
  readonly #files: WholeFiles;
  #known = new Map<string, Known>();

  constructor(directory: string) {
    this.#directory = directory;
    this.#files = new WholeFiles({
      directory,
      folder: 'the folder of rule files',
      temporaryName: (name) => `.${name}.tmp`,
      flags: 'w',
    });
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
      return this.#files.failed('cannot be read', thrown);
    }
  }

  write(name: string, text: string): Promise<FolderOutcome<null>> {
    return this.#files.write(name, text);
  }

  remove(name: string): Promise<FolderOutcome<null>> {
    return this.#files.remove(name);
  }

  sync(): Promise<FolderOutcome<null>> {
    return this.#files.sync();
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
