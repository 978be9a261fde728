import { findCycles, graphOf } from './find-cycles.mjs';
import { readImports } from './import-graph.mjs';
import { forbiddenImports } from './import-rules.mjs';
import { isTest, readSources } from './source-tree.mjs';

/**
 * Imports that the architecture forbids, and cycles: of files everywhere, and of the platform's
 * folders. Tests beside the code count for directions, not for cycles.
 * @param {readonly import('./source-tree.mjs').Source[]} [sources]
 * @returns {{ files: number, edges: number, faults: string[] }}
 */
export function checkImports(sources = readSources()) {
  const edges = readImports(sources);
  const code = edges.filter(
    (edge) => edge.target !== null && edge.kind !== 'worker' && !isTest(edge.from),
  );
  /** @type {[string, string][]} */
  const between = code.map((edge) => [edge.from, edge.target ?? '']);
  const folders = between
    .filter((ends) => ends.every((path) => path.startsWith('platform/')))
    .map(([from, to]) => /** @type {[string, string]} */ ([folderOf(from), folderOf(to)]));
  const cycles = [...findCycles(graphOf(between)), ...findCycles(graphOf(folders))];
  return {
    files: sources.length,
    edges: edges.length,
    faults: [...forbiddenImports(edges), ...cycles.map((group) => `cycle: ${group.join(' <-> ')}`)],
  };
}

/** @param {string} path @returns {string} such as `platform/state` */
const folderOf = (path) => path.split('/').slice(0, 2).join('/');
