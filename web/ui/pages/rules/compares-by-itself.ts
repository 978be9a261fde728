import { parser } from '@prometheus-io/lezer-promql';

/** The part of a syntax node of Lezer that is looked at. */
interface Node {
  readonly name: string;
  readonly firstChild: Node | null;
  readonly lastChild: Node | null;
  getChild(name: string): Node | null;
}

const COMPARISONS = ['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte'];

/**
 * Whether the values of an expression are those that passed a comparison of its own, as in
 * `up == 0`: a level compares them once more, and `> 0` would never hold. False for comparisons that
 * answer 0 or 1 (`bool`). Half an expression is judged by what is there.
 */
export function comparesByItself(expression: string): boolean {
  const { firstChild } = parser.parse(expression).topNode;
  return firstChild !== null && isFiltered(firstChild);
}

function isFiltered(node: Node): boolean {
  if (node.name === 'ParenExpr') return node.firstChild !== null && isFiltered(node.firstChild);
  if (node.name !== 'BinaryExpr') return false;
  const [left, right] = [node.firstChild, node.lastChild];
  if (left === null || right === null) return false;
  if (COMPARISONS.some((name) => node.getChild(name) !== null)) {
    return node.getChild('BoolModifier') === null;
  }
  if (node.getChild('And') !== null || node.getChild('Unless') !== null) return isFiltered(left);
  return node.getChild('Or') !== null && (isFiltered(left) || isFiltered(right));
}
