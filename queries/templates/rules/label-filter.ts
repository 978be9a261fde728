import type { MatchOp } from '../../promql/ast.ts';

/** A condition that narrows the rows; `value` is a literal or, for `=~` and `!~`, a pattern. */
export interface LabelFilter {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}
