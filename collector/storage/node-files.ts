import * as fs from 'node:fs';
import type { StorageFiles } from './storage-files.ts';

/** The machine's own files. */
export const nodeFiles: StorageFiles = {
  makeFolder: (path) => void fs.mkdirSync(path, { recursive: true, mode: 0o700 }),
  list: (folder) => fs.readdirSync(folder),
  open: (path) => fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_CREAT, 0o600),
  write: writeAll,
  truncate: (descriptor, sizeBytes) => fs.ftruncateSync(descriptor, sizeBytes),
  sync: (descriptor) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
    }),
  syncNow: (descriptor) => fs.fdatasyncSync(descriptor),
  syncFolder,
  close: (descriptor) => fs.closeSync(descriptor),
  read: (path) => fs.readFileSync(path),
  size: (path) => fs.statSync(path).size,
  remove: (path) => fs.rmSync(path, { force: true }),
  freeBytes: (folder) => {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
  },
};

/** One call of the system as a rule; a disk that fills up takes a part first and says so at the next. */
function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    done += fs.writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

function syncFolder(path: string): void {
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
