import type { BinaryOp } from './ast.ts';
import { Tok } from './tokens.ts';

/** A binary operator; a higher precedence binds tighter. All but `^` group to the left. */
export interface OperatorInfo {
  readonly op: BinaryOp;
  readonly precedence: number;
  readonly family: 'arithmetic' | 'comparison' | 'set' | 'trim';
}

/** Precedence of a sign: that of `*`, so `-1^2` is -1. */
export const SIGN_PRECEDENCE = 5;

const ROWS: readonly (readonly [number, OperatorInfo])[] = [
  [Tok.lor, { op: 'or', precedence: 1, family: 'set' }],
  [Tok.land, { op: 'and', precedence: 2, family: 'set' }],
  [Tok.lunless, { op: 'unless', precedence: 2, family: 'set' }],
  [Tok.eqlc, { op: '==', precedence: 3, family: 'comparison' }],
  [Tok.neq, { op: '!=', precedence: 3, family: 'comparison' }],
  [Tok.lte, { op: '<=', precedence: 3, family: 'comparison' }],
  [Tok.lss, { op: '<', precedence: 3, family: 'comparison' }],
  [Tok.gte, { op: '>=', precedence: 3, family: 'comparison' }],
  [Tok.gtr, { op: '>', precedence: 3, family: 'comparison' }],
  [Tok.trimUpper, { op: '</', precedence: 3, family: 'trim' }],
  [Tok.trimLower, { op: '>/', precedence: 3, family: 'trim' }],
  [Tok.add, { op: '+', precedence: 4, family: 'arithmetic' }],
  [Tok.sub, { op: '-', precedence: 4, family: 'arithmetic' }],
  [Tok.mul, { op: '*', precedence: SIGN_PRECEDENCE, family: 'arithmetic' }],
  [Tok.div, { op: '/', precedence: SIGN_PRECEDENCE, family: 'arithmetic' }],
  [Tok.mod, { op: '%', precedence: SIGN_PRECEDENCE, family: 'arithmetic' }],
  [Tok.atan2, { op: 'atan2', precedence: SIGN_PRECEDENCE, family: 'arithmetic' }],
  [Tok.pow, { op: '^', precedence: 6, family: 'arithmetic' }],
];

const BY_TOKEN: ReadonlyMap<number, OperatorInfo> = new Map(ROWS);
const BY_NAME: ReadonlyMap<BinaryOp, OperatorInfo> = new Map(
  ROWS.map(([, info]): [BinaryOp, OperatorInfo] => [info.op, info]),
);

/** The operator a token stands for, if any. */
export function operatorOfToken(kind: number): OperatorInfo | undefined {
  return BY_TOKEN.get(kind);
}

/** The facts about an operator of the tree. */
export function operatorInfo(op: BinaryOp): OperatorInfo {
  const info = BY_NAME.get(op);
  if (info === undefined) throw new TypeError(`no such operator: ${op}`);
  return info;
}
