import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, root } from './root.mjs';

const skipped = new Set(['node_modules', 'dist', '.cache', '.git', 'coverage']);

/**
 * Every file below some folders of the repository.
 * @param {readonly string[]} folders relative to the root; missing ones count as empty
 * @returns {string[]} paths relative to the root, with `/`, sorted
 */
export function filesBelow(folders) {
  return folders.flatMap((folder) => walk(inRoot(folder))).sort();
}

/** @param {string} folder @returns {string[]} */
function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [relative(root, path).replaceAll('\\', '/')] : [];
  });
}

/** @param {string} path relative to the root @returns {number} 0 when it does not exist */
export function modifiedMs(path) {
  return statSync(inRoot(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
