import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { runShown } from './run-command.mjs';

const tools = ['python3', 'make', 'g++'];

/** @returns {string[]} what the build of better-sqlite3 needs and this machine lacks */
export function missingTools() {
  return tools.filter((tool) => findOnPath(tool) === null);
}

/**
 * Installs the compiler's parts with apt-get when we may.
 * @returns {Promise<string[]>} what is still missing
 */
export async function installToolchain() {
  const missing = missingTools();
  if (missing.length === 0 || process.getuid?.() !== 0 || findOnPath('apt-get') === null) {
    return missing;
  }
  console.log(`installing ${missing.join(', ')} (better-sqlite3 is compiled on this Node)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runShown('apt-get', ['update', '-qq'], { env });
  await runShown('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    env,
  });
  return missingTools();
}

/**
 * The folder to name as `nodedir`, so that node-gyp compiles against the headers that came with
 * this Node instead of downloading them.
 * @returns {string | null} null when there are none or they belong to another version
 */
export function localHeaders() {
  const prefix = dirname(dirname(process.execPath));
  const file = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const part = (/** @type {string} */ name) =>
    new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
  const version = `${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}`;
  return version === process.versions.node ? prefix : null;
}
