import ts from 'typescript';
import { isPure } from './import-rules.mjs';
import { isTest, lineOf, readSources, walkNodes } from './source-tree.mjs';

/**
 * Constructs that STYLE.md forbids and the linter does not know: the time read outside
 * platform/clock, `any`, silenced type errors, empty catches, a pure folder's look at its
 * environment.
 * @param {readonly import('./source-tree.mjs').Source[]} [sources]
 * @returns {string[]} one line each
 */
export function checkWords(sources = readSources()) {
  return sources.flatMap((source) => {
    /** @type {string[]} */
    const faults = [];
    walkNodes(source.ast, (node) => {
      const fault = faultOf(source.path, node);
      if (fault !== null) faults.push(`${source.path}:${lineOf(source, node)} ${fault}`);
    });
    if (/@ts-(ignore|nocheck)/.test(commentsOf(source.text))) {
      faults.push(`${source.path} a silenced type error`);
    }
    return faults;
  });
}

/** @param {string} path @param {import('typescript').Node} node @returns {string | null} */
function faultOf(path, node) {
  if (ts.isCatchClause(node) && node.block.statements.length === 0) return 'an empty catch';
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  const keepsTime = !path.startsWith('platform/clock/') && isServerCode(path);
  if (keepsTime && readsTime(node)) return `${node.getText()}: time comes from platform/clock`;
  if (isPure(path) && isEnvironment(node)) return `${node.getText()} in a pure folder`;
  return null;
}

/** @param {string} path @returns {boolean} */
const isServerCode = (path) => !isTest(path) && !/^(web\/ui|scripts)\//.test(path);

/** @param {import('typescript').Node} node @returns {boolean} */
function readsTime(node) {
  if (ts.isPropertyAccessExpression(node)) return node.getText() === 'Date.now';
  if (ts.isNewExpression(node)) {
    return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  }
  return ts.isCallExpression(node) && node.expression.getText() === 'setInterval';
}

const environment = new Set(['process', 'fetch', 'console', 'setTimeout', 'performance']);

/** @param {import('typescript').Node} node @returns {boolean} a global used, not a member's name */
function isEnvironment(node) {
  if (ts.isPropertyAccessExpression(node)) {
    if (node.getText() === 'Math.random') return true;
    return ts.isIdentifier(node.expression) && environment.has(node.expression.text);
  }
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression)
    ? environment.has(node.expression.text)
    : false;
}

/** @param {string} text @returns {string} */
const commentsOf = (text) => (text.match(/\/\/.*|\/\*[\s\S]*?\*\//g) ?? []).join('\n');
