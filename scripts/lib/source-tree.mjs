import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRoot } from './root.mjs';
import { filesBelow } from './source-files.mjs';

/** Every folder with code, in the order of ARCHITECTURE.md. */
export const codeFolders = [
  'platform',
  'collector',
  'queries',
  'alerting',
  'dashboards',
  'web',
  'test',
  'scripts',
];

/**
 * Parsed when `ast` is first read, since most of the time is parsing.
 * @typedef {{ readonly path: string, readonly text: string,
 *   readonly ast: import('typescript').SourceFile }} Source
 * @param {readonly string[]} [folders] relative to the root
 * @returns {Source[]} every TypeScript and script file; types are not checked here
 */
export function readSources(folders = codeFolders) {
  return filesBelow(folders)
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => parseSource(path, readFileSync(inRoot(path), 'utf8')));
}

/** @param {string} path @param {string} text @returns {Source} */
export function parseSource(path, text) {
  /** @type {import('typescript').SourceFile | undefined} */
  let ast;
  return {
    path,
    text,
    get ast() {
      ast ??= ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
      return ast;
    },
  };
}

/** @param {string} path @returns {boolean} a unit test beside the code, or anything under test/ */
export const isTest = (path) => path.startsWith('test/') || /\.test\.(tsx?|mjs)$/.test(path);

/** @param {Source} source @param {import('typescript').Node} node @returns {number} from 1 */
export function lineOf(source, node) {
  return source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast)).line + 1;
}

/**
 * Calls `visit` for every node below one, parents first.
 * @param {import('typescript').Node} node @param {(node: import('typescript').Node) => void} visit
 */
export function walkNodes(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walkNodes(child, visit));
}
