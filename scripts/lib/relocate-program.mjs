import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Makes a program look for its files in the folder it is started in, instead of at an absolute
 * path compiled into it: Debian's Alertmanager reads its templates from /usr/share, where an
 * unpacked package has nothing. The path is overwritten with one of the same length (`.////…`).
 * @param {string} program @param {string} folder the absolute path to replace
 */
export function relocateProgram(program, folder) {
  const bytes = readFileSync(program);
  const here = Buffer.from(`.${'/'.repeat(folder.length - 1)}`);
  for (let at = bytes.indexOf(folder); at >= 0; at = bytes.indexOf(folder, at + 1)) {
    here.copy(bytes, at);
  }
  writeFileSync(program, bytes);
}
