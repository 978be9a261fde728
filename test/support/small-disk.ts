import { spawnSync } from 'node:child_process';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** A file system in memory of so many bytes; only root can have one. */
export interface SmallDisk {
  readonly folder: string;
  remove(): void;
}

/** @returns null where it may not be mounted */
export function mountSmallDisk(sizeBytes: number): SmallDisk | null {
  const folder = tempFolder('small-disk');
  const options = ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder];
  if (spawnSync('mount', options, { stdio: 'ignore' }).status !== 0) {
    removeFolder(folder);
    return null;
  }
  return {
    folder,
    remove: () => {
      spawnSync('umount', ['-l', folder], { stdio: 'ignore' });
      removeFolder(folder);
    },
  };
}
