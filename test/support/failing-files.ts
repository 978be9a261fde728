import type { StorageFiles } from '../../collector/storage/storage-files.ts';

/** Operations that can be made to fail. */
export type FailingOperation = 'open' | 'write' | 'truncate' | 'sync' | 'syncFolder' | 'read';

/**
 * Files of which a test decides how much room they have and what goes wrong. A write that does not
 * fit is done in part, as a full disk does it, and throws `ENOSPC`; room comes back when files are
 * truncated or removed, or by {@link setRoom}.
 */
export class FailingFiles implements StorageFiles {
  readonly #files: StorageFiles;
  readonly #broken = new Map<FailingOperation, string>();
  #roomBytes = Number.POSITIVE_INFINITY;
  readonly #sizes = new Map<number, number>();
  readonly calls: FailingOperation[] = [];

  constructor(files: StorageFiles) {
    this.#files = files;
  }

  setRoom(bytes: number): void {
    this.#roomBytes = bytes;
  }

  /** From now on the operation throws an error with this code, until {@link mend}. */
  break(operation: FailingOperation, code: string): void {
    this.#broken.set(operation, code);
  }

  mend(): void {
    this.#broken.clear();
  }

  makeFolder(path: string): void {
    this.#files.makeFolder(path);
  }

  list(folder: string): readonly string[] {
    return this.#files.list(folder);
  }

  open(path: string): number {
    this.#enter('open');
    const descriptor = this.#files.open(path);
    this.#sizes.set(descriptor, this.#files.size(path));
    return descriptor;
  }

  write(descriptor: number, bytes: Uint8Array, position: number): void {
    this.#enter('write');
    const size = this.#sizes.get(descriptor) ?? 0;
    const fits = Math.max(0, Math.min(bytes.length, size + this.#roomBytes - position));
    this.#files.write(descriptor, bytes.subarray(0, fits), position);
    const grown = Math.max(0, position + fits - size);
    this.#roomBytes -= grown;
    this.#sizes.set(descriptor, size + grown);
    if (fits < bytes.length) throw errorOf('write', 'ENOSPC');
  }

  truncate(descriptor: number, sizeBytes: number): void {
    this.#enter('truncate');
    this.#files.truncate(descriptor, sizeBytes);
    this.#roomBytes += (this.#sizes.get(descriptor) ?? 0) - sizeBytes;
    this.#sizes.set(descriptor, sizeBytes);
  }

  sync(descriptor: number): Promise<void> {
    this.calls.push('sync');
    const code = this.#broken.get('sync');
    return code === undefined
      ? this.#files.sync(descriptor)
      : Promise.reject(errorOf('sync', code));
  }

  syncNow(descriptor: number): void {
    this.#enter('sync');
    this.#files.syncNow(descriptor);
  }

  syncFolder(path: string): void {
    this.#enter('syncFolder');
    this.#files.syncFolder(path);
  }

  close(descriptor: number): void {
    this.#sizes.delete(descriptor);
    this.#files.close(descriptor);
  }

  read(path: string): Buffer {
    this.#enter('read');
    return this.#files.read(path);
  }

  size(path: string): number {
    return this.#files.size(path);
  }

  remove(path: string): void {
    this.#roomBytes += this.#files.size(path);
    this.#files.remove(path);
  }

  freeBytes(folder: string): number {
    return Math.min(this.#roomBytes, this.#files.freeBytes(folder));
  }

  #enter(operation: FailingOperation): void {
    this.calls.push(operation);
    const code = this.#broken.get(operation);
    if (code !== undefined) throw errorOf(operation, code);
  }
}

function errorOf(operation: string, code: string): Error {
  return Object.assign(new Error(`${code}: made to fail, ${operation}`), { code });
}
