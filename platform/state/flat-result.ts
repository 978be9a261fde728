import type { SqlRow, SqlValue, StatementResult } from './state.ts';
import type { RunOutcome } from './state-fault.ts';

/** A `StatementResult` as it is sent between threads: the values of all rows one after the other. */
export interface FlatResult {
  readonly changes: number;
  readonly columns: readonly string[];
  readonly values: readonly SqlValue[];
}

/** A `RunOutcome` as it is sent between threads. */
export type FlatOutcome =
  | Exclude<RunOutcome, { readonly kind: 'committed' }>
  | { readonly kind: 'committed'; readonly results: readonly FlatResult[] };

export function outcomeOf(outcome: FlatOutcome): RunOutcome {
  if (outcome.kind !== 'committed') return outcome;
  return { kind: 'committed', results: outcome.results.map(resultOf) };
}

const NO_ROWS: readonly SqlRow[] = [];

/** Rows are made when somebody looks at them: most that are returned interest nobody. */
function resultOf({ changes, columns, values }: FlatResult): StatementResult {
  if (values.length === 0) return { changes, rows: NO_ROWS };
  let made: readonly SqlRow[] | undefined;
  return {
    changes,
    get rows() {
      made ??= rowsOf(columns, values);
      return made;
    },
  };
}

function rowsOf(columns: readonly string[], values: readonly SqlValue[]): readonly SqlRow[] {
  const rows: SqlRow[] = [];
  for (let at = 0; at < values.length; at += columns.length) {
    const row: Record<string, SqlValue> = {};
    columns.forEach((column, index) => {
      row[column] = values[at + index] ?? null;
    });
    rows.push(row);
  }
  return rows;
}
