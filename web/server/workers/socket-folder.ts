import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a Unix socket that all systems take. */
const MAX_PATH_BYTES = 103;

/**
 * An empty folder for Unix sockets that only we may enter: `run` in the data folder, or one in the
 * system's temporary folder where the path would be too long.
 */
export function openSocketFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'run');
  if (Buffer.byteLength(workerSocket(folder, 99)) > MAX_PATH_BYTES) {
    return mkdtempSync(join(tmpdir(), 'tocsin-'));
  }
  closeSocketFolder(folder);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  return folder;
}

export function closeSocketFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function parentSocket(folder: string): string {
  return join(folder, 'parent.sock');
}

export function workerSocket(folder: string, slot: number): string {
  return join(folder, `worker-${slot}.sock`);
}

/** Makes room for a socket, which an earlier process may have left behind. */
export function clearSocket(path: string): void {
  rmSync(path, { force: true });
}

/** To be called as soon as it is listened on. */
export function guardSocket(path: string): void {
  chmodSync(path, 0o600);
}
