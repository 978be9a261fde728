interface Asking {
  readonly uid: string;
  readonly metrics: readonly string[];
  readonly asksLogs: boolean;
}

/**
 * The dashboards that a scope cannot fill, by uid, each with the metrics that it asks for: it has none of
 * them. Of one that asks logs, or names no metric, nothing can be said.
 *
 * @param metrics names of the metrics in the scope
 */
export function unfilledBoards(
  boards: readonly Asking[],
  metrics: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const unfilled = boards.filter(
    (board) =>
      !board.asksLogs &&
      board.metrics.length > 0 &&
      !board.metrics.some((name) => metrics.has(name)),
  );
  return new Map(unfilled.map((board) => [board.uid, board.metrics]));
}
