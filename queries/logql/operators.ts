import type { BinaryOp } from './ast.ts';
import { Tok } from './tokens.ts';

/** A binary operator; a higher precedence binds tighter. All but `^` group to the left. */
export interface OperatorInfo {
  readonly op: BinaryOp;
  readonly precedence: number;
  readonly family: 'arithmetic' | 'comparison' | 'set';
}

const ROWS: readonly (readonly [number, OperatorInfo])[] = [
  [Tok.or, { op: 'or', precedence: 1, family: 'set' }],
  [Tok.and, { op: 'and', precedence: 2, family: 'set' }],
  [Tok.unless, { op: 'unless', precedence: 2, family: 'set' }],
  [Tok.compareEqual, { op: '==', precedence: 3, family: 'comparison' }],
  [Tok.neq, { op: '!=', precedence: 3, family: 'comparison' }],
  [Tok.greater, { op: '>', precedence: 3, family: 'comparison' }],
  [Tok.greaterEqual, { op: '>=', precedence: 3, family: 'comparison' }],
  [Tok.less, { op: '<', precedence: 3, family: 'comparison' }],
  [Tok.lessEqual, { op: '<=', precedence: 3, family: 'comparison' }],
  [Tok.add, { op: '+', precedence: 4, family: 'arithmetic' }],
  [Tok.sub, { op: '-', precedence: 4, family: 'arithmetic' }],
  [Tok.mul, { op: '*', precedence: 5, family: 'arithmetic' }],
  [Tok.div, { op: '/', precedence: 5, family: 'arithmetic' }],
  [Tok.mod, { op: '%', precedence: 5, family: 'arithmetic' }],
  [Tok.pow, { op: '^', precedence: 6, family: 'arithmetic' }],
];

/** By kind of token: a list, because every operand is followed by a look into it. */
const BY_TOKEN: readonly (OperatorInfo | undefined)[] = ROWS.reduce<(OperatorInfo | undefined)[]>(
  (list, [kind, info]) => list.with(kind, info),
  Array(Tok.conversion + 1).fill(undefined),
);
const BY_NAME: ReadonlyMap<BinaryOp, OperatorInfo> = new Map(
  ROWS.map(([, info]): [BinaryOp, OperatorInfo] => [info.op, info]),
);

/** The operator a token stands for, if any. */
export function operatorOfToken(kind: number): OperatorInfo | undefined {
  return BY_TOKEN[kind];
}

/** The facts about an operator of the tree. */
export function operatorInfo(op: BinaryOp): OperatorInfo {
  const info = BY_NAME.get(op);
  if (info === undefined) throw new TypeError(`no such operator: ${op}`);
  return info;
}
