import ts from 'typescript';
import { isTest, lineOf, readSources, walkNodes } from './source-tree.mjs';

const maxFileLines = 400;
const maxFunctionLines = 60;

/** Tables of data may be long: nobody reads them from top to bottom. */
const dataTable = /(^|\/)(templates|catalogue|locales|i18n)\/|\.data\.tsx?$/;

/** @typedef {{ lines: number, what: string }} Size */

/**
 * @param {readonly import('./source-tree.mjs').Source[]} [all]
 * @returns {{ files: Size[], functions: Size[], faults: string[] }} longest first; faults are
 *   files over 400 and functions over 60 lines
 */
export function checkSizes(all = readSources()) {
  const sources = all.filter(({ path }) => !dataTable.test(path));
  const files = sources.map(({ path, text }) => ({ lines: countLines(text), what: path }));
  const functions = sources.flatMap(functionsOf);
  const faults = [
    ...files.filter(({ lines }) => lines > maxFileLines).map(faultOf('file', maxFileLines)),
    ...functions
      .filter(({ lines }) => lines > maxFunctionLines)
      .map(faultOf('function', maxFunctionLines)),
  ];
  return { files: files.sort(byLines), functions: functions.sort(byLines), faults };
}

/** @param {Size} a @param {Size} b */
const byLines = (a, b) => b.lines - a.lines;

/** @param {string} kind @param {number} max @returns {(size: Size) => string} */
const faultOf = (kind, max) => (size) =>
  `${size.what}: ${kind} of ${size.lines} lines (${max} at most)`;

/** @param {string} text @returns {number} */
const countLines = (text) => text.replace(/\n$/, '').split('\n').length;

/** @param {import('./source-tree.mjs').Source} source @returns {Size[]} */
function functionsOf(source) {
  /** @type {Size[]} */
  const sizes = [];
  walkNodes(source.ast, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    if (isTest(source.path) && isSuite(node)) return;
    const line = lineOf(source, node);
    sizes.push({
      lines: countLines(node.getText(source.ast)),
      what: `${source.path}:${line} ${nameOf(node)}`,
    });
  });
  return sizes;
}

/**
 * A test suite is a list, not a procedure: the callback of `describe(...)`, and a suite that a
 * contract exports as `describeX`.
 * @param {import('typescript').Node} node @returns {boolean}
 */
function isSuite(node) {
  if (ts.isFunctionDeclaration(node)) return /^describe/.test(nameOf(node));
  const { parent } = node;
  return ts.isCallExpression(parent) && /^(describe|requires)/.test(parent.expression.getText());
}

/** @param {import('typescript').Node} node @returns {string} */
function nameOf(node) {
  if ('name' in node && node.name !== undefined) {
    return /** @type {import('typescript').Identifier} */ (node.name).getText();
  }
  if (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)) {
    return node.parent.name.getText();
  }
  return '(a callback)';
}
