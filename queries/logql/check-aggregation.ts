import type { RangeOpInfo, VectorOpInfo } from './aggregations.ts';
import type { RangeAggregation, VectorAggregation } from './ast.ts';

/** What Loki has against a range aggregation, in its words, or `null`. @param text the query */
export function rangeOpProblem(
  info: RangeOpInfo,
  { op, param, range, grouping }: RangeAggregation,
  text: string,
): string | null {
  if (param !== null && !info.takesParam) {
    return `parameter ${text.slice(param.start, param.end)} not supported for operation ${op}`;
  }
  if (param === null && info.takesParam) return `parameter required for operation ${op}`;
  if (grouping !== null && !info.mayGroup) return `grouping not allowed for ${op} aggregation`;
  if (range.unwrap !== null && info.input === 'lines') {
    return `invalid aggregation ${op} with unwrap`;
  }
  if (range.unwrap === null && info.input === 'values') {
    return `invalid aggregation ${op} without unwrap`;
  }
  return null;
}

/** What Loki has against a vector aggregation, in its words, or `null`. @param text the query */
export function vectorOpProblem(
  info: VectorOpInfo,
  { op, param, grouping }: VectorAggregation,
  text: string,
): string | null {
  if (param === null) {
    if (info.takesParam) return `parameter required for operation ${op}`;
  } else {
    const written = text.slice(param.start, param.end);
    if (!info.takesParam) return `unsupported parameter for operation ${op}(${written},`;
    if (!/^[0-9]+$/.test(written)) return `invalid parameter ${op}(${written},`;
    if (param.value > Number.MAX_SAFE_INTEGER) return `invalid parameter ${op}(${written},`;
    if (param.value < 1) return `invalid parameter (must be greater than 0) ${op}(${written}`;
  }
  if (grouping === null || info.mayGroup) return null;
  if (op === 'approx_topk') return `grouping not allowed for ${op} aggregation`;
  return grouping.labels.length > 0 ? "sort and sort_desc doesn't allow grouping by " : null;
}
