import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { inRoot } from './root.mjs';
import { lineOf, walkNodes } from './source-tree.mjs';

/**
 * One import of one file. `target` is the imported file relative to the root, null for a package
 * or a node module; a `worker` is named by `new URL('./x.ts', import.meta.url)`; `type` imports
 * leave nothing in the running program.
 * @typedef {{ from: string, line: number, specifier: string, target: string | null,
 *   kind: 'value' | 'type' | 'worker' }} ImportEdge
 */

/**
 * @param {readonly import('./source-tree.mjs').Source[]} sources
 * @returns {ImportEdge[]} every static, dynamic, type and re-exporting import, in file order
 */
export function readImports(sources) {
  return sources.flatMap((source) => {
    /** @type {ImportEdge[]} */
    const edges = [];
    walkNodes(source.ast, (node) => {
      const found = specifierOf(node);
      if (found === null) return;
      const { specifier, kind } = found;
      const target = specifier.startsWith('.') ? resolve(source.path, specifier) : null;
      edges.push({ from: source.path, line: lineOf(source, node), specifier, target, kind });
    });
    return edges;
  });
}

/**
 * @param {import('typescript').Node} node
 * @returns {{ specifier: string, kind: ImportEdge['kind'] } | null}
 */
function specifierOf(node) {
  if (ts.isImportDeclaration(node)) {
    return literal(node.moduleSpecifier, node.importClause?.isTypeOnly ? 'type' : 'value');
  }
  if (ts.isExportDeclaration(node)) {
    return literal(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, 'type');
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literal(node.arguments[0], 'value');
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [path, base] = node.arguments ?? [];
    const isModule =
      base?.getText() === 'import.meta.url' && /\.tsx?['"]$/.test(path?.getText() ?? '');
    return isModule ? literal(path, 'worker') : null;
  }
  return null;
}

/** @param {import('typescript').Node | undefined} node @param {ImportEdge['kind']} kind */
function literal(node, kind) {
  return node !== undefined && ts.isStringLiteral(node) ? { specifier: node.text, kind } : null;
}

/** @param {string} from @param {string} specifier @returns {string} */
function resolve(from, specifier) {
  return posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
}

/** @param {ImportEdge} edge @returns {boolean} whether a relative import names a file that exists */
export function isResolved(edge) {
  return edge.target === null || existsSync(inRoot(edge.target));
}

/** @returns {{ runtime: Set<string>, all: Set<string> }} the packages that package.json declares */
export function declaredPackages() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const runtime = new Set(Object.keys(manifest.dependencies));
  return { runtime, all: new Set([...runtime, ...Object.keys(manifest.devDependencies)]) };
}
