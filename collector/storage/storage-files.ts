/**
 * The file operations of the journals, so that tests can let any of them go wrong. Errors are those
 * of `node:fs`, with their `code` (`ENOSPC`).
 */
export interface StorageFiles {
  /** Makes the folder and those above it (0700) when they do not exist. */
  makeFolder(path: string): void;
  /** Names in the folder, in no order. */
  list(folder: string): readonly string[];
  /** Opens for writing, made (0600) when it does not exist; answers a descriptor. */
  open(path: string): number;
  /** Writes all of it at `position`. @throws when only a part could be written, which may stand then */
  write(descriptor: number, bytes: Uint8Array, position: number): void;
  truncate(descriptor: number, sizeBytes: number): void;
  /** Resolves when what was written survives a power cut. */
  sync(descriptor: number): Promise<void>;
  /** The same, at once. */
  syncNow(descriptor: number): void;
  /** Lets the names that were made in the folder survive a power cut. */
  syncFolder(path: string): void;
  close(descriptor: number): void;
  read(path: string): Buffer;
  size(path: string): number;
  remove(path: string): void;
  /** Bytes that may still be written to the file system that holds the folder. */
  freeBytes(folder: string): number;
}
