import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { inRoot } from './root.mjs';
import { runCaptured } from './run-command.mjs';

/** True where packages can be fetched at all; installing also wants {@link isRoot}. */
export const hasApt = () => findOnPath('apt-get') !== null && findOnPath('dpkg-deb') !== null;

export const isRoot = () => process.getuid?.() === 0;

const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };

/** Without root the package lists are kept in our own cache, since the system's are read-only. */
function ownLists() {
  if (isRoot()) return [];
  const state = inRoot('.cache', 'apt');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'archives', 'partial'), { recursive: true });
  return ['-o', `Dir::State::lists=${state}/lists`, '-o', `Dir::Cache=${state}`];
}

/**
 * Runs apt-get; when that does not work with the lists at hand, once more with fresh ones.
 * @param {readonly string[]} args @param {string} cwd
 * @returns {Promise<{ output: string } | { refused: string }>}
 */
async function apt(args, cwd) {
  const first = await runCaptured('apt-get', args, { cwd, env: environment });
  if (first.code === 0) return { output: first.stdout };
  const own = ownLists();
  await runCaptured('apt-get', [...own, 'update', '-qq'], { cwd, env: environment });
  const second = await runCaptured('apt-get', [...own, ...args], { cwd, env: environment });
  if (second.code === 0) return { output: second.stdout };
  return { refused: lastLine(second.stderr) };
}

/** @param {string} text @returns {string} */
const lastLine = (text) => text.trim().split('\n').at(-1) ?? '';

/**
 * Downloads packages and unpacks their files below a folder: no root, no services, no scripts.
 * @param {readonly string[]} packages @param {string} folder
 * @returns {Promise<string | null>} null when done, else why not
 */
export async function extractPackages(packages, folder) {
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const got = await apt(['download', '-qq', ...packages], downloads);
  if ('refused' in got) return `apt-get download ${packages.join(' ')}: ${got.refused}`;
  for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await runCaptured('dpkg-deb', ['-x', join(downloads, file), folder]);
    if (unpacked.code !== 0) return `dpkg-deb -x ${file}: ${lastLine(unpacked.stderr)}`;
  }
  rmSync(downloads, { recursive: true });
  return null;
}

/**
 * Installs packages into the system; only root may.
 * @param {readonly string[]} packages @returns {Promise<string | null>} null when done, else why not
 */
export async function installPackages(packages) {
  const wanted = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const done = await apt(wanted, inRoot());
  return 'refused' in done ? `apt-get install ${packages.join(' ')}: ${done.refused}` : null;
}

/**
 * The packages that installing one would add to this machine, itself included.
 * @param {string} name @returns {Promise<string[]>} empty when apt knows no such package
 */
export async function missingClosure(name) {
  const plan = await apt(['install', '-s', '--no-install-recommends', name], inRoot());
  if ('refused' in plan) return [];
  return [...plan.output.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}
