/**
 * The groups of nodes that reach each other (Tarjan's strongly connected components, without
 * those of a single node).
 * @param {ReadonlyMap<string, Iterable<string>>} graph node -> what it points to
 * @returns {string[][]} each group sorted
 */
export function findCycles(graph) {
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];

  /** @param {string} node */
  function visit(node) {
    const mine = { index: seen.size, low: seen.size, open: true };
    seen.set(node, mine);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const other = seen.get(next);
      if (other === undefined) mine.low = Math.min(mine.low, visit(next).low);
      else if (other.open) mine.low = Math.min(mine.low, other.index);
    }
    if (mine.low === mine.index) close(node);
    return mine;
  }

  /** @param {string} node */
  function close(node) {
    const group = stack.splice(stack.indexOf(node));
    for (const member of group) {
      const state = seen.get(member);
      if (state !== undefined) state.open = false;
    }
    if (group.length > 1) cycles.push(group.sort());
  }

  for (const node of graph.keys()) if (!seen.has(node)) visit(node);
  return cycles;
}

/**
 * @param {Iterable<readonly [string, string]>} edges
 * @returns {Map<string, Set<string>>} without edges from a node to itself
 */
export function graphOf(edges) {
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  for (const [from, to] of edges) {
    if (from === to) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets.add(to));
  }
  return graph;
}
