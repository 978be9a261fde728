import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface FilesystemSize {
  readonly blockBytes: number;
  readonly blocks: number;
  readonly freeBlocks: number;
  readonly availableBlocks: number;
  readonly files: number;
  readonly freeFiles: number;
}

/** The host's kernel as files. Paths are relative to the folder; what is missing throws. */
export interface HostFiles {
  /** Below /proc, which never waits. */
  proc(path: string): string;
  /** Below /sys, where drivers may take their time; without the line end. */
  sys(path: string): Promise<string>;
  /** Names in a folder below /sys, sorted. */
  sysNames(path: string): Promise<readonly string[]>;
  /** Where a link below /sys points to: the last two parts of the path. */
  sysLink(path: string): Promise<readonly [string, string]>;
  /** A file of the host's own file system, such as `etc/os-release`. */
  root(path: string): Promise<string>;
  /** @param mountPoint as the host names it */
  size(mountPoint: string): Promise<FilesystemSize>;
}

/** @param root `/`, or where a container sees the host's file system (with proc and sys), e.g. `/host` */
export function hostFiles(root: string): HostFiles {
  const sysPath = (path: string) => join(root, 'sys', path);
  return {
    proc: (path) => readFileSync(join(root, 'proc', path), 'utf8'),
    sys: async (path) => (await readFile(sysPath(path), 'utf8')).trimEnd(),
    sysNames: async (path) => (await readdir(sysPath(path))).sort(),
    sysLink: async (path) => {
      const target = await readlink(sysPath(path));
      return [basename(join(target, '..')), basename(target)];
    },
    root: (path) => readFile(join(root, path), 'utf8'),
    size: async (mountPoint) => {
      const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(join(root, mountPoint));
      return {
        blockBytes: bsize,
        blocks,
        freeBlocks: bfree,
        availableBlocks: bavail,
        files,
        freeFiles: ffree,
      };
    },
  };
}
