import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../test/support/repository.ts';
import { boardJson } from '../catalogue/board-json.ts';
import { BOARDS } from '../catalogue/catalogue.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import type { Dashboard } from '../model/dashboard.ts';
import { chooseAmong } from '../variables/choose-value.ts';
import { interpolateQuery, interpolateText } from '../variables/interpolate.ts';
import { type PlacedPanel, repeatPanels } from './repeat-panels.ts';

const FOLDER = inRepository('..', 'shared', 'corpora', 'dashboards');
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  : [];
if (files.length === 0)
  process.stderr.write('skipped: no dashboards in ../shared/corpora/dashboards\n');

function read(json: unknown): Dashboard {
  const result = importDashboard(json);
  if (result.kind === 'refused') throw new Error(result.message);
  return result.dashboard;
}

const valuesOf = (names: readonly string[], count: number) => {
  const values = Array.from({ length: count }, (_, index) => `v${index + 1}`);
  return new Map(
    names.map((name) => [name, { name, values, texts: values, isChoice: true, verbatim: null }]),
  );
};

/** Panels of one page that lie on each other, whichever row they are in. */
function overlaps(placed: readonly PlacedPanel[]): readonly string[] {
  const all = placed.flatMap((one) => [one, ...one.panels]);
  return all.flatMap((a, index) =>
    all.slice(index + 1).flatMap((b) => {
      const [p, q] = [a.panel.place, b.panel.place];
      const isAcross = p.x < q.x + q.width && q.x < p.x + p.width;
      const isDown = p.y < q.y + q.height && q.y < p.y + p.height;
      return isAcross && isDown ? [`${a.key} and ${b.key}`] : [];
    }),
  );
}

const lies = ({ key, panel: { place } }: PlacedPanel) =>
  `${key}: ${place.x},${place.y} ${place.width}x${place.height}`;

const stat = (id: number, [x, y, w, h]: readonly number[], more = {}) => ({
  id,
  type: 'stat',
  gridPos: { x, y, w, h },
  ...more,
});
const row = (id: number, y: number, more = {}) => ({
  id,
  type: 'row',
  gridPos: { x: 0, y, w: 24, h: 1 },
  ...more,
});

describe('no two panels lie on each other', () => {
  const boards = [
    ...BOARDS.map((board) => [board.id, boardJson(board, 'en')] as const),
    ...files.map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))] as const),
  ];
  it.each(boards)('of %s, with one value and with five', (_, json) => {
    const board = read(json);
    const names = board.variables.map(({ name }) => name);
    for (const count of [1, 5])
      expect(overlaps(repeatPanels(board, valuesOf(names, count)))).toEqual([]);
  });
});

describe('places', () => {
  it.each([
    {
      name: 'repeated downwards, what follows is pushed down',
      panels: [
        stat(1, [0, 0, 12, 4], { repeat: 'n', repeatDirection: 'v' }),
        stat(2, [12, 0, 12, 4]),
        stat(3, [0, 4, 24, 4]),
      ],
      at: ['1-n=v1: 0,0 12x4', '1-n=v2: 0,4 12x4', '1-n=v3: 0,8 12x4']
        .concat(['1-n=v4: 0,12 12x4', '1-n=v5: 0,16 12x4'])
        .concat(['2: 12,0 12x4', '3: 0,20 24x4']),
    },
    {
      name: 'repeated across and wrapped',
      panels: [stat(1, [0, 0, 6, 4], { repeat: 'n', maxPerRow: 3 }), stat(2, [0, 4, 24, 4])],
      at: ['1-n=v1: 0,0 8x4', '1-n=v2: 8,0 8x4', '1-n=v3: 16,0 8x4']
        .concat(['1-n=v4: 0,4 8x4', '1-n=v5: 8,4 8x4'])
        .concat(['2: 0,8 24x4']),
    },
    {
      name: 'written on each other, as Grafana compacts them',
      panels: [stat(1, [0, 0, 24, 3]), stat(2, [0, 1, 24, 7]), stat(3, [0, 2, 24, 7])],
      at: ['1: 0,0 24x3', '2: 0,3 24x7', '3: 0,10 24x7'],
    },
    {
      name: 'with gaps, moved up as far as they go',
      panels: [stat(1, [0, 0, 12, 8]), stat(2, [12, 5, 12, 8]), stat(3, [0, 20, 12, 8])],
      at: ['1: 0,0 12x8', '2: 12,0 12x8', '3: 0,8 12x8'],
    },
    {
      name: 'of a row that follows what grew',
      panels: [
        stat(1, [0, 0, 24, 4], { repeat: 'n', maxPerRow: 2 }),
        row(2, 4),
        stat(3, [0, 5, 24, 4]),
        row(4, 9),
      ],
      at: ['1-n=v1: 0,0 12x4', '1-n=v2: 12,0 12x4', '1-n=v3: 0,4 12x4']
        .concat(['1-n=v4: 12,4 12x4', '1-n=v5: 0,8 12x4'])
        .concat(['2: 0,12 24x1', '3: 0,13 24x4', '4: 0,17 24x1']),
    },
  ])('$name', ({ panels, at }) => {
    const placed = repeatPanels(read({ title: 't', panels }), valuesOf(['n'], 5));
    expect(placed.flatMap((one) => [one, ...one.panels]).map(lies)).toEqual(at);
  });

  it('of a repeated row: each copy is below the one before, with its own repeats', () => {
    const panels = [
      row(1, 0, { repeat: 'n' }),
      stat(2, [0, 1, 24, 2], { repeat: 'm', repeatDirection: 'v' }),
      stat(3, [0, 3, 24, 2]),
      row(4, 5),
    ];
    const placed = repeatPanels(read({ title: 't', panels }), valuesOf(['n', 'm'], 2));
    expect(placed.flatMap((one) => [one, ...one.panels]).map(lies)).toEqual([
      '1-n=v1: 0,0 24x1',
      '2-n=v1-m=v1: 0,1 24x2',
      '2-n=v1-m=v2: 0,3 24x2',
      '3-n=v1: 0,5 24x2',
      '1-n=v2: 0,7 24x1',
      '2-n=v2-m=v1: 0,8 24x2',
      '2-n=v2-m=v2: 0,10 24x2',
      '3-n=v2: 0,12 24x2',
      '4: 0,14 24x1',
    ]);
  });
});

describe('the value of a repetition', () => {
  const panels = [stat(1, [0, 0, 24, 4], { repeat: 'h' })];
  const choice = { name: 'h', hasAll: true, allValue: '.*', current: [] };
  const options = [
    { text: 'Ann', value: 'a.b' },
    { text: 'Bob', value: 'c' },
  ];
  const shown = (isMulti: boolean, hasAll: boolean, asked: readonly string[]) => {
    const { value } = chooseAmong(
      {
        ...{ kind: 'custom', label: '', description: '', hides: 'nothing', options },
        ...choice,
        isMulti,
        hasAll,
      },
      options,
      asked,
    );
    const placed = repeatPanels(read({ title: 't', panels }), new Map([['h', value]]));
    return placed.map(({ variables }) => {
      const given = { variables, builtIns: new Map() };
      return [interpolateText('of $h', given), interpolateQuery('up{h="$h"}', given).text];
    });
  };

  it.each([
    ['one of which one is chosen', false, ['a.b'], [['of Ann', 'up{h="a.b"}']]],
    [
      'several',
      true,
      ['a.b', 'c'],
      [
        ['of Ann', 'up{h="a\\\\.b"}'],
        ['of Bob', 'up{h="c"}'],
      ],
    ],
  ])('of %s has its words and its quoting', (_, isMulti, asked, expected) => {
    expect(shown(isMulti, false, asked)).toEqual(expected);
  });

  it('of all of them has the words of each', () => {
    expect(shown(true, true, ['$__all'])).toEqual([
      ['of Ann', 'up{h="a\\\\.b"}'],
      ['of Bob', 'up{h="c"}'],
    ]);
  });
});
