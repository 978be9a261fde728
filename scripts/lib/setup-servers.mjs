import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  extractPackages,
  hasApt,
  installPackages,
  isRoot,
  missingClosure,
} from './debian-packages.mjs';
import { findOnPath } from './find-on-path.mjs';
import { relocateProgram } from './relocate-program.mjs';
import { inRoot } from './root.mjs';
import { runCaptured } from './run-command.mjs';
import { serverCatalogue } from './server-catalogue.mjs';

/**
 * @typedef {{ path: string, version: string, libraries?: string, cwd?: string }} FoundServer
 * @typedef {{ missing: string }} MissingServer
 * @typedef {Record<string, FoundServer | MissingServer>} Servers
 * @typedef {import('./server-catalogue.mjs').ServerTool} ServerTool
 */

const resultFile = inRoot('.cache', 'servers.json');

/**
 * Finds or fetches every server that the tests use and writes what came of it to
 * `.cache/servers.json`: tool -> `{path, version, libraries?, cwd?}` or `{missing: reason}`, where
 * `libraries` is a value for LD_LIBRARY_PATH and `cwd` the folder the program must be started in.
 * A tool that was found before is not searched again.
 * @returns {Promise<Servers>}
 */
export async function setupServers() {
  const before = readBefore();
  /** @type {Servers} */
  const servers = {};
  for (const tool of serverCatalogue) {
    const known = before[tool.tool];
    const kept = known !== undefined && 'path' in known && existsSync(known.path) ? known : null;
    servers[tool.tool] = kept ?? (await provide(tool));
  }
  mkdirSync(inRoot('.cache'), { recursive: true });
  writeFileSync(resultFile, `${JSON.stringify(servers, null, 2)}\n`);
  return servers;
}

/** @param {Servers} servers @returns {{ tool: string, reason: string, optional: boolean }[]} */
export function missingServers(servers) {
  return serverCatalogue.flatMap(({ tool, optional = false }) => {
    const entry = servers[tool];
    return entry !== undefined && 'missing' in entry
      ? [{ tool, reason: entry.missing, optional }]
      : [];
  });
}

/** @returns {Servers} */
function readBefore() {
  return existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : {};
}

/** @param {ServerTool} tool @returns {Promise<FoundServer | MissingServer>} */
async function provide(tool) {
  const found = await find(tool);
  if (found !== null) return found;
  if (!hasApt()) return { missing: 'not on the PATH, and there is no apt-get to fetch it with' };
  if (tool.source === 'install' && !isRoot()) {
    return { missing: `not here; as root: apt-get install ${tool.packages.join(' ')}` };
  }
  console.log(`fetching ${tool.tool} (Debian package ${tool.packages.join(', ')})`);
  const refused = await fetchPackages(tool);
  if (refused !== null) return { missing: refused };
  return (await find(tool)) ?? { missing: `not in the package ${tool.packages.join(', ')}` };
}

/** @param {ServerTool} tool @returns {Promise<string | null>} */
async function fetchPackages(tool) {
  if (tool.source === 'install') return installPackages(tool.packages);
  if (tool.source === 'extract') return extractPackages(tool.packages, folderOf(tool));
  const needed = (await Promise.all(tool.packages.map(missingClosure))).flat();
  const wanted = needed.filter((name) => /^(lib|postgresql)/.test(name));
  if (wanted.length === 0) return `apt knows no package ${tool.packages.join(', ')}`;
  return extractPackages(wanted, folderOf(tool));
}

/**
 * PostgreSQL runs as another user when we are root, who could not enter a checkout in root's home.
 * @param {ServerTool} tool @returns {string}
 */
function folderOf(tool) {
  const shared = tool.source === 'closure' && isRoot();
  return shared ? '/var/tmp/tocsin-servers' : inRoot('.cache', 'servers');
}

/** @param {ServerTool} tool @returns {Promise<FoundServer | null>} */
async function find(tool) {
  const file = tool.files?.find((path) => existsSync(path));
  if (file !== undefined) return { path: file, version: 'a file' };
  const own = folderOf(tool);
  for (const name of tool.names) {
    const path = findOnPath(name, [
      ...postgresFolders('/'),
      ...postgresFolders(own),
      `${own}/usr/bin`,
    ]);
    if (path !== null) return inspect(path, own, tool);
  }
  return null;
}

/** @param {string} base @returns {string[]} newest first */
function postgresFolders(base) {
  const folder = join(base, 'usr/lib/postgresql');
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin'));
}

/**
 * @param {string} path @param {string} own the folder of unpacked packages
 * @param {ServerTool} tool
 * @returns {Promise<FoundServer | null>}
 */
async function inspect(path, own, { data, versionArguments = ['--version'] }) {
  const isOwn = path.startsWith(own);
  if (isOwn && data !== undefined) relocateProgram(path, data);
  const libraries = isOwn ? libraryFolders(own) : '';
  const env = libraries === '' ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries };
  const shown = await runCaptured(path, [...versionArguments], { env });
  const version = /\d+(\.\d+)+/.exec(shown.stdout + shown.stderr)?.[0] ?? 'unknown';
  if (shown.code !== 0 && version === 'unknown') return null;
  return {
    path,
    version,
    ...(libraries === '' ? {} : { libraries }),
    ...(isOwn && data !== undefined ? { cwd: join(own, data) } : {}),
  };
}

/** @param {string} own @returns {string} */
function libraryFolders(own) {
  const base = join(own, 'usr/lib');
  if (!existsSync(base)) return '';
  const triples = readdirSync(base).filter((name) => name.includes('-linux-gnu'));
  return triples.map((name) => join(base, name)).join(':');
}
