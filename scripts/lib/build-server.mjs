import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot, root } from './root.mjs';
import { filesBelow, modifiedMs } from './source-files.mjs';

/** @typedef {{ readonly path: string, readonly text: string | Uint8Array }} Output */

const rooms = [
  'platform',
  'collector',
  'queries',
  'alerting',
  'dashboards',
  'web/server',
  'web/cli',
  'web/contract',
];

/** What is started by its path: the command line, threads, processes. Each keeps it in `dist/`. */
const entries = [
  'web/cli/main',
  'web/server/embedded/embedded-worker',
  'web/server/workers/worker-main',
  'platform/state/sqlite-writer-thread',
  'dashboards/images/raster/raster-thread',
  'dashboards/images/board/board-thread',
  'dashboards/reports/document/pdf-thread',
];

/** Packages that stay in `node_modules`: native code, files beside the code, loaded when wanted. */
const apart = [
  'better-sqlite3',
  '@fastify/swagger-ui',
  '@grafana/data',
  '@resvg/resvg-js',
  'pdfkit',
];

/** The parts of a build that change every output. */
const recipe = ['tsconfig.json', 'package-lock.json', 'scripts/lib/build-server.mjs'];

/** Names the outputs; written last, so that a build which was broken off is done again. */
const list = 'dist/server.json';

/**
 * Brings `dist/` in line with the server rooms, unless nothing changed: the entries and what they
 * share, in a few files, because thousands take longer to find and read than to compile
 * (docs/decisions/0001). Types are `check`'s business.
 * @returns {Promise<number>} how many files it wrote
 */
export async function buildServer() {
  const made = madeOf();
  if (isCurrent(made)) return 0;
  const outputs = await bundle();
  rmSync(inRoot(list), { force: true });
  for (const output of outputs) write(output);
  const paths = new Set(outputs.map(({ path }) => path));
  for (const old of filesBelow([...rooms, 'chunks'].map((folder) => `dist/${folder}`))) {
    if (!paths.has(old)) rmSync(inRoot(old));
  }
  write({ path: list, text: JSON.stringify({ ...made, outputs: [...paths] }) });
  return outputs.length;
}

/** What the outputs would be made of now. @typedef {ReturnType<typeof madeOf>} Made */
function madeOf() {
  const sources = filesBelow(rooms).filter(isShipped);
  return { sources, newestMs: Math.max(...[...sources, ...recipe].map(modifiedMs)) };
}

/** @param {string} path @returns {boolean} */
function isShipped(path) {
  return path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.d.ts');
}

/** @param {Made} now @returns {boolean} */
function isCurrent({ sources, newestMs }) {
  if (!existsSync(inRoot(list))) return false;
  const built = JSON.parse(readFileSync(inRoot(list), 'utf8'));
  return (
    built.newestMs === newestMs &&
    built.sources.join() === sources.join() &&
    built.outputs.every((/** @type {string} */ path) => existsSync(inRoot(path)))
  );
}

/** @returns {Promise<Output[]>} */
async function bundle() {
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [ownUrls],
    ssr: { noExternal: true, external: apart },
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry, inRoot(`${entry}.ts`)])),
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          comments: false,
          // V8 folds constants of modules into the code it optimises, variables not.
          topLevelVar: false,
        },
      },
    },
  });
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (result);
  return output.map((file) => ({
    path: `dist/${file.fileName}`,
    text: file.type === 'chunk' ? inLatin1(file.code) : file.source,
  }));
}

/**
 * V8 keeps the text of every module, with two bytes for each character as soon as one is beyond
 * Latin-1: those are escaped. What stands behind a backslash stays.
 * @param {string} code @returns {string}
 */
function inLatin1(code) {
  return code.replaceAll(/(?<!\\)[^\0-\xff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * A module that starts others by their place beside it goes on seeing its own place in `dist/`,
 * whichever file it ends up in.
 * @type {import('vite').Plugin}
 */
const ownUrls = {
  name: 'own-urls',
  transform: {
    filter: { id: /\.ts$/, code: 'import.meta.url' },
    handler: (code, id) => {
      const own = JSON.stringify(id.slice(inRoot().length + 1).replace(/\.ts$/, '.js'));
      const dist = "import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + 6)";
      return { code: code.replaceAll('import.meta.url', `(${dist} + ${own})`), map: null };
    },
  },
};

/** In one step: others may be reading. @param {Output} output */
function write({ path, text }) {
  const file = inRoot(path);
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, text);
  renameSync(draft, file);
}
