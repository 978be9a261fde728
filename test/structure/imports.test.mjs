import { describe, expect, it } from 'vitest';
import { checkImports } from '../../scripts/lib/check-imports.mjs';
import { findCycles, graphOf } from '../../scripts/lib/find-cycles.mjs';
import { forbiddenImports } from '../../scripts/lib/import-rules.mjs';
import { parseSource, readSources } from '../../scripts/lib/source-tree.mjs';

/**
 * @param {string} from @param {string} target a file that exists
 * @param {'value' | 'type'} kind
 */
const edge = (from, target, kind = 'value') => ({
  from,
  line: 1,
  specifier: target,
  target,
  kind,
});

/** @param {string} from @param {string} specifier */
const packageEdge = (from, specifier) => ({
  from,
  line: 1,
  specifier,
  target: null,
  kind: /** @type {const} */ ('value'),
});

/** All rooms are checked by the part `imports` of `npm test`; here, that it reads and finds. */
describe('the imports of a room', () => {
  it('are read, point one way and form no cycle', () => {
    const { faults, edges } = checkImports(readSources(['platform']));
    expect(faults).toEqual([]);
    expect(edges).toBeGreaterThan(50);
  });

  it('are told of where they point up', () => {
    const up = parseSource('platform/clock/up.ts', "import '../../queries/promql/parse.ts';");
    expect(checkImports([up]).faults).toHaveLength(1);
  });
});

describe('the rules', () => {
  const clock = 'platform/clock/clock.ts';
  const labels = 'platform/model/labels.ts';
  it.each([
    ['a room below', edge('queries/upstream/client.ts', clock)],
    ['a pure folder to the model', edge('queries/promql/parser.ts', labels)],
    ['the composition root to anything', edge('web/server/compose.ts', clock)],
    ['a declared package', packageEdge('platform/log/log.ts', 'pino')],
    ['a test to a node module', packageEdge('queries/promql/parser.test.ts', 'node:fs')],
    ['a type to a pure folder', edge('queries/promql/parser.ts', clock, 'type')],
    ['a linear regex in a pure folder', packageEdge('queries/promql/parser.ts', 're2js')],
  ])('allow %s', (_name, allowed) => {
    expect(forbiddenImports([allowed])).toEqual([]);
  });

  it.each([
    ['the clock in a pure folder', edge('queries/promql/parser.ts', clock)],
    ['the clock in a manifest builder', edge('alerting/rules/manifests/rule.ts', clock)],
    ['the platform in the UI', edge('web/ui/page.ts', clock)],
    ['an upward edge inside the platform', edge('platform/model/labels.ts', clock)],
    ['a file that is not there', edge('web/server/compose.ts', './nowhere.ts')],
    ['the file system in a pure folder', packageEdge('queries/scope/enforce.ts', 'node:fs')],
    ['an undeclared package', packageEdge('web/server/compose.ts', 'left-pad')],
    ['a development dependency in the server', packageEdge('web/server/compose.ts', 'vite')],
  ])('refuse %s', (_name, refused) => {
    expect(forbiddenImports([refused])).toHaveLength(1);
  });

  it('find every cycle once, and none where there is none', () => {
    const cyclic = graphOf([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['c', 'd'],
      ['d', 'e'],
      ['e', 'd'],
      ['e', 'f'],
    ]);
    expect(findCycles(cyclic)).toEqual([
      ['d', 'e'],
      ['a', 'b', 'c'],
    ]);
    expect(
      findCycles(
        graphOf([
          ['a', 'b'],
          ['a', 'c'],
          ['b', 'c'],
        ]),
      ),
    ).toEqual([]);
  });
});
