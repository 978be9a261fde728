import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { installToolchain, localHeaders } from './native-toolchain.mjs';
import { inRoot } from './root.mjs';
import { runShown } from './run-command.mjs';

const lockFile = inRoot('package-lock.json');
const stampFile = inRoot('node_modules', '.tocsin-lock-hash');

/**
 * Makes node_modules equal to package-lock.json, by `npm ci` when it is not. Ends the process
 * with code 1 and a message saying what to install when that cannot be done.
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  requireNode();
  const lock = readFileSync(lockFile, 'utf8');
  const stamp = stampOf(lock);
  if (readIfThere(stampFile) === stamp) return;
  if (!isInstalledByHand(lock)) await install();
  writeFileSync(stampFile, stamp);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fits) return;
  console.error(`tocsin needs Node 20.19 or later, or 22.12 or later; this is ${process.version}`);
  process.exit(1);
}

/**
 * Includes the ABI, because native modules compiled for another Node do not load.
 * @param {string} lock @returns {string}
 */
function stampOf(lock) {
  return `${createHash('sha256').update(lock).digest('hex')} abi ${process.versions.modules}\n`;
}

/** @param {string} path @returns {string | null} */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * True after someone ran npm: its own record of node_modules then names every locked version.
 * A stamp of another ABI means native modules that do not load, whatever the versions.
 * @param {string} lock @returns {boolean}
 */
function isInstalledByHand(lock) {
  const record = readIfThere(inRoot('node_modules', '.package-lock.json'));
  const abi = / abi (\d+)/.exec(readIfThere(stampFile) ?? '')?.[1] ?? process.versions.modules;
  return record !== null && abi === process.versions.modules && sameVersions(lock, record);
}

/** @param {string} lock @param {string} record @returns {boolean} */
function sameVersions(lock, record) {
  const wanted = JSON.parse(lock).packages;
  const present = JSON.parse(record).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

async function install() {
  const missing = await installToolchain();
  const headers = localHeaders();
  console.log('installing dependencies (npm ci); a compile of better-sqlite3 takes a minute');
  if ((await npmCi(headers)) === 0) return;
  // Distribution headers can differ from what node-gyp would fetch, so try its own way as well.
  if (headers !== null && missing.length === 0 && (await npmCi(null)) === 0) return;
  console.error(adviceAfterFailure(missing, headers));
  process.exit(1);
}

/** @param {string | null} headers @returns {Promise<number>} */
function npmCi(headers) {
  const nodedir = headers === null ? {} : { npm_config_nodedir: headers };
  return runShown('npm', ['ci', '--no-audit', '--no-fund'], {
    env: { ...process.env, ...nodedir },
  });
}

/** @param {readonly string[]} missing @param {string | null} headers @returns {string} */
function adviceAfterFailure(missing, headers) {
  const lines = ['npm ci did not finish; its own output above says why.'];
  if (missing.length > 0) {
    lines.push(
      `better-sqlite3 is compiled on this Node and needs ${missing.join(', ')}.`,
      'On Debian, as root: apt-get install -y python3 make g++',
    );
  }
  if (headers === null) {
    lines.push(
      `No headers of Node ${process.version} lie beside ${process.execPath}; without them they`,
      'are downloaded. Behind a closed network set npm_config_nodedir to a folder that has',
      'include/node/node.h of this version.',
    );
  }
  return lines.join('\n');
}
