import type { BinaryExpr, BinaryOp } from '../ast.ts';
import { operatorInfo } from '../operators.ts';
import { NUMBER_OPERATORS } from './scalar-functions.ts';

/** The function of an operator between numbers. */
export function numberOperator(op: BinaryOp): (a: number, b: number) => number {
  // What is left are the trims of native histograms: floats pass through neither.
  return NUMBER_OPERATORS.get(op) ?? (() => Number.NaN);
}

/** Whether an operator between numbers keeps or drops samples, rather than computing new ones. */
export function isFilter(node: BinaryExpr): boolean {
  return operatorInfo(node.op).family === 'comparison' && !node.returnBool;
}

/** Whether results lose the metric's name: all but those of filters, and in 2.42 of `atan2`. */
export function losesName(node: BinaryExpr, compat2: boolean): boolean {
  return !isFilter(node) && !(compat2 && node.op === 'atan2');
}
