import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { installToolchain, localHeaders } from './native-toolchain.mjs';
import { inRoot } from './root.mjs';
import { runShown } from './run-command.mjs';

const lockFile = inRoot('package-lock.json');
const stampFile = inRoot('node_modules', '.tocsin-lock-hash');
const nativeFile = inRoot('node_modules/better-sqlite3/build/Release/better_sqlite3.node');

/**
 * Makes node_modules equal to package-lock.json, by `npm ci` when it is not. Ends the process
 * with code 1 and a message saying what to install when that cannot be done.
 * @returns {Promise<void>}
 */
export async function ensureInstalled() {
  const { compiled } = await ensurePackages();
  await compiled;
}

/**
 * As `ensureInstalled`, but answers as soon as every file of JavaScript is there: what needs no
 * native module, such as a build or a check of types, goes on beside the compiler's minute.
 * @returns {Promise<{ compiled: Promise<void> }>}
 */
export async function ensurePackages() {
  requireNode();
  const lock = readFileSync(lockFile, 'utf8');
  const stamp = stampOf(lock);
  if (readIfThere(stampFile) === stamp) return { compiled: Promise.resolve() };
  const { isThere, isCompiled } = installedByHand(lock);
  const compiler = isCompiled ? null : await findCompiler();
  if (compiler !== null && !isThere) await fetchPackages(compiler);
  const finish = async () => {
    if (compiler !== null) await compileNative(compiler);
    writeFileSync(stampFile, stamp);
  };
  return { compiled: finish() };
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
 * What somebody's own npm has left: its record of node_modules names every locked version then, and
 * install scripts were not switched off. A stamp of another ABI means native modules that do not
 * load, whatever the versions.
 * @param {string} lock @returns {{ isThere: boolean, isCompiled: boolean }}
 */
function installedByHand(lock) {
  const record = readIfThere(inRoot('node_modules', '.package-lock.json'));
  const abi = / abi (\d+)/.exec(readIfThere(stampFile) ?? '')?.[1] ?? process.versions.modules;
  const isThere = record !== null && sameVersions(lock, record);
  const isOurs = abi === process.versions.modules && existsSync(nativeFile);
  return { isThere, isCompiled: isThere && isOurs };
}

/** @param {string} lock @param {string} record @returns {boolean} */
function sameVersions(lock, record) {
  const wanted = JSON.parse(lock).packages;
  const present = JSON.parse(record).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

/** What better-sqlite3 is compiled with. @typedef {{ missing: string[], headers: string | null }} Compiler */

/** @returns {Promise<Compiler>} */
async function findCompiler() {
  return { missing: await installToolchain(), headers: localHeaders() };
}

/** @param {Compiler} compiler for what to advise */
async function fetchPackages(compiler) {
  console.log('installing dependencies (npm ci); a compile of better-sqlite3 takes a minute');
  const done = await npm(['ci', '--no-audit', '--no-fund', '--ignore-scripts'], null);
  if (done !== 0) giveUp('npm ci', compiler);
}

/** Runs the install scripts of packages, as `npm ci` would. @param {Compiler} compiler */
async function compileNative(compiler) {
  const { missing, headers } = compiler;
  if ((await npm(['rebuild'], headers)) === 0) return;
  // Distribution headers can differ from what node-gyp would fetch, so try its own way as well.
  if (headers !== null && missing.length === 0 && (await npm(['rebuild'], null)) === 0) return;
  giveUp('npm rebuild', compiler);
}

/** @param {readonly string[]} args @param {string | null} headers @returns {Promise<number>} */
function npm(args, headers) {
  const nodedir = headers === null ? {} : { npm_config_nodedir: headers };
  return runShown('npm', args, { env: { JOBS: 'max', ...process.env, ...nodedir } });
}

/** @param {string} what did not finish @param {Compiler} compiler @returns {never} */
function giveUp(what, { missing, headers }) {
  console.error(adviceAfterFailure(what, missing, headers));
  process.exit(1);
}

/**
 * @param {string} what @param {readonly string[]} missing @param {string | null} headers
 * @returns {string}
 */
function adviceAfterFailure(what, missing, headers) {
  const lines = [`${what} did not finish; its own output above says why.`];
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
