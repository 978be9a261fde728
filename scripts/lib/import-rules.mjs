import { declaredPackages, isResolved } from './import-graph.mjs';
import { isTest } from './source-tree.mjs';

/**
 * The directions of ARCHITECTURE.md: each room and the folders it may import from, itself
 * included. The longest matching prefix names a file's room.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const directions = {
  'platform/model': ['platform/model'],
  platform: ['platform'],
  collector: ['collector', 'platform'],
  queries: ['queries', 'platform'],
  alerting: ['alerting', 'queries', 'platform'],
  dashboards: ['dashboards', 'alerting', 'queries', 'platform'],
  'web/contract': ['web/contract', 'platform/model', 'platform/tenancy/roles.ts'],
  'web/ui': [
    'web/ui',
    'web/contract',
    'queries/promql',
    'queries/logql',
    'queries/regex',
    'queries/templates/parse-quantity.ts',
    'queries/templates/units.data.ts',
    'dashboards/catalogue',
    'dashboards/edit',
    'dashboards/import',
    'dashboards/links/board-address.ts',
    'dashboards/model',
    'dashboards/panels',
    'dashboards/queries',
    'dashboards/recordings',
    'dashboards/variables',
    'platform/model/audit-label.ts',
    'platform/model/duration.ts',
    'platform/model/severity-step.ts',
    'platform/model/time-end.ts',
    'platform/tenancy/roles.ts',
  ],
  // The build of the mock takes over what the service says of itself.
  'web/ui/vite.config.ts': [
    'web/ui',
    'alerting/notify/channel-kinds.ts',
    'web/server/resources/present-channel-kinds.ts',
  ],
  'web/server': [
    'web/server',
    'web/contract',
    'dashboards',
    'alerting',
    'queries',
    'collector',
    'platform',
  ],
  'web/cli': [
    'web/cli',
    'web/server',
    'web/contract',
    'dashboards',
    'alerting',
    'queries',
    'collector',
    'platform',
  ],
};

/** Folders and files without I/O, clock, environment and logger, and the only things they may import. */
const pureFolders = [
  'platform/model',
  'platform/gotemplate',
  'platform/tenancy/directory.ts',
  'platform/tenancy/roles.ts',
  'platform/tenancy/scope.ts',
  'platform/tenancy/scope-name.ts',
  'queries/promql',
  'queries/logql',
  'queries/regex',
  'queries/scope',
  'queries/source',
  'queries/templates/parse-quantity.ts',
  'queries/templates/quantity.ts',
  'alerting/routing',
  'dashboards/edit',
  'dashboards/import',
  'dashboards/model',
  'dashboards/panels',
  'dashboards/queries/run-pattern.ts',
  'dashboards/queries/steps/field-handlers.ts',
  'dashboards/variables/filter-query.ts',
];
const pureMayImport = {
  folders: [...pureFolders, 'platform/errors'],
  packages: ['re2js', 'luxon', 'yaml', '@grafana/data', 'node:crypto', 'node:buffer', 'node:util'],
};

/** @param {string} path @param {readonly string[]} folders @returns {boolean} */
const isBelow = (path, folders) =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

/** @param {string} path @returns {boolean} */
export function isPure(path) {
  return !isTest(path) && (isBelow(path, pureFolders) || path.includes('/manifests/'));
}

/** @param {string} path @returns {string | null} null for test/, scripts/ and the root's files */
export function roomOf(path) {
  const rooms = Object.keys(directions).filter((room) => isBelow(path, [room]));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * @param {readonly import('./import-graph.mjs').ImportEdge[]} edges
 * @returns {string[]} one line for each import that the architecture forbids
 */
export function forbiddenImports(edges) {
  const packages = declaredPackages();
  return edges.flatMap((edge) => {
    const reason = edge.target === null ? packageFault(edge, packages) : fileFault(edge);
    return reason === null ? [] : [`${edge.from}:${edge.line} ${edge.specifier}: ${reason}`];
  });
}

/** @param {import('./import-graph.mjs').ImportEdge} edge @returns {string | null} */
function fileFault(edge) {
  const target = edge.target ?? '';
  if (!isResolved(edge)) return 'no such file (relative imports carry their extension)';
  const room = roomOf(edge.from);
  if (room === null || (isTest(edge.from) && isFreeForTests(room, target))) return null;
  if (!isBelow(target, directions[room] ?? [])) return `${room} does not import from here`;
  if (isTest(target)) return 'code does not import tests';
  const isHarmless = edge.kind === 'type' || isPure(target);
  if (isPure(edge.from) && !isHarmless && !isBelow(target, pureMayImport.folders)) {
    return 'a pure folder imports only pure folders and platform/errors';
  }
  return null;
}

/**
 * Tests use the support of test/; those of the UI may compare it with the rooms it talks to.
 * @param {string} room @param {string} target @returns {boolean}
 */
function isFreeForTests(room, target) {
  return target.startsWith('test/') || room.startsWith('web/');
}

/**
 * @param {import('./import-graph.mjs').ImportEdge} edge
 * @param {{ runtime: Set<string>, all: Set<string> }} packages
 * @returns {string | null}
 */
function packageFault(edge, packages) {
  const { from, specifier } = edge;
  if (isPure(from) && edge.kind !== 'type' && !pureMayImport.packages.includes(specifier)) {
    return `a pure folder imports only ${pureMayImport.packages.join(', ')}`;
  }
  if (specifier.startsWith('node:')) {
    return roomOf(from) === 'web/ui' && !isTest(from) && !from.endsWith('vite.config.ts')
      ? 'the browser has no node modules'
      : null;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (!packages.all.has(name)) return 'not declared in package.json';
  const shipped =
    roomOf(from) !== null && !isBelow(from, ['web/ui']) && !isTest(from) && !from.endsWith('.mjs');
  return shipped && !packages.runtime.has(name) ? 'a development dependency in shipped code' : null;
}
