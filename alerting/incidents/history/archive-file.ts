import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Text that is compressed together. */
const MEMBER_CHARS = 1024 * 1024;

/** Where incidents are written before they are deleted. */
export interface IncidentArchive {
  /** Takes lines of JSON. What it has taken is on disk only after `settle`. */
  add(line: object): Promise<void>;
  /** Resolves when all lines so far are on disk; rejects where they cannot be written. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file `<name>.ndjson.gz` in the folder, made with the first line: gzip members one after the other,
 * each whole on disk before the next. After a crash only the last may be torn, and what was in it has
 * not been deleted.
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.2 members
 */
export class ArchiveFile implements IncidentArchive {
  readonly #folder: string;
  readonly #name: string;
  #file: FileHandle | undefined;
  #waiting = '';

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  async add(line: object): Promise<void> {
    this.#waiting += `${JSON.stringify(line)}\n`;
    if (this.#waiting.length >= MEMBER_CHARS) await this.#write();
  }

  async settle(): Promise<void> {
    if (this.#waiting !== '') await this.#write();
    await this.#file?.sync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    const file = await this.#open();
    await file.appendFile(await compress(text));
  }

  async #open(): Promise<FileHandle> {
    if (this.#file) return this.#file;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${this.#name}.ndjson.gz`);
    this.#file = await open(path, 'ax', 0o600);
    return this.#file;
  }
}
