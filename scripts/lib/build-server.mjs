import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './root.mjs';
import { filesBelow, modifiedMs } from './source-files.mjs';

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
const dataFile = /\.(json|ya?ml|sql|txt|html|tmpl)$/;

/** The parts of a build that change every output: a newer one makes all outputs stale. */
const recipe = ['tsconfig.json', 'scripts/lib/build-server.mjs'];

/**
 * Brings `dist/` in line with the server rooms: TypeScript file by file (types are `check`'s
 * business), data files copied beside it, outputs without a source removed. Only what is newer
 * than its output is done again.
 * @returns {Promise<{ written: number, removed: number }>}
 */
export async function buildServer() {
  const sources = filesBelow(rooms).filter(isShipped);
  const recipeMs = Math.max(...recipe.map(modifiedMs));
  const stale = sources.filter(
    (source) => modifiedMs(outputOf(source)) < Math.max(modifiedMs(source), recipeMs),
  );
  const removed = removeOrphans(new Set(sources.map(outputOf)));
  if (stale.length > 0) {
    const transpile = await transpiler();
    for (const source of stale) write(source, transpile);
  }
  return { written: stale.length, removed };
}

/** @param {string} path @returns {boolean} */
function isShipped(path) {
  if (/\.test\.tsx?$/.test(path) || path.endsWith('.d.ts')) return false;
  return path.endsWith('.ts') || dataFile.test(path);
}

/** @param {string} source @returns {string} */
function outputOf(source) {
  return `dist/${source.replace(/\.ts$/, '.js')}`;
}

/** @param {ReadonlySet<string>} wanted @returns {number} */
function removeOrphans(wanted) {
  const orphans = filesBelowDist().filter((path) => !wanted.has(path));
  for (const path of orphans) rmSync(inRoot(path));
  return orphans.length;
}

const filesBelowDist = () => filesBelow(rooms.map((room) => `dist/${room}`));

/** @param {string} source @param {(path: string) => string} transpile */
function write(source, transpile) {
  const output = inRoot(outputOf(source));
  mkdirSync(dirname(output), { recursive: true });
  if (source.endsWith('.ts')) writeFileSync(output, transpile(source));
  else copyFileSync(inRoot(source), output);
}

/** @returns {Promise<(path: string) => string>} */
async function transpiler() {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(inRoot('tsconfig.json'), ts.sys.readFile);
  const {
    options: { tsBuildInfoFile: _, ...options },
  } = ts.convertCompilerOptionsFromJson(config.compilerOptions, inRoot());
  // Without a program NodeNext cannot see package.json's "type" and would emit CommonJS.
  const compilerOptions = {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: false,
    incremental: false,
  };
  return (path) => {
    const text = readFileSync(inRoot(path), 'utf8');
    const result = ts.transpileModule(text, { compilerOptions, fileName: path });
    return withBuiltWorkerUrls(result.outputText);
  };
}

/**
 * The compiler rewrites import paths only; a worker's file is named by a URL.
 * @param {string} code @returns {string}
 */
function withBuiltWorkerUrls(code) {
  return code.replace(
    /new URL\((['"])(\.{1,2}\/[^'"]+)\.ts\1, import\.meta\.url\)/g,
    'new URL($1$2.js$1, import.meta.url)',
  );
}
