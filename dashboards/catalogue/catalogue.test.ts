import { describe, expect, it } from 'vitest';
import { evaluateInstant } from '../../queries/promql/evaluate/evaluate.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { BOARD_SERIES } from '../../test/support/board-series.data.ts';
import {
  FIXTURE_NOW_MS,
  templateSource,
  UNBOUNDED_TURN,
} from '../../test/support/template-fixture.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import type { Board, BoardPanel } from './board.ts';
import { boardJson } from './board-json.ts';
import { metricsOf } from './board-metrics.data.ts';
import { BOARDS, canFill } from './catalogue.ts';
import { fitBoard } from './fit-board.ts';

const SOURCES = [templateSource('normal', BOARD_SERIES), templateSource('overload', BOARD_SERIES)];

const panelsOf = ({ rows }: Board): readonly BoardPanel[] => rows.flatMap(({ panels }) => panels);

/** As it is asked with every variable on "all". */
const asked = (promql: string): string =>
  promql
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/\$\w+/g, (name) => (/^\$\d/.test(name) ? name : '.*'));

function parsed(promql: string) {
  const outcome = parsePromql(asked(promql));
  if (outcome.kind === 'error') throw new Error(`${outcome.error.text} in ${promql}`);
  return outcome.expr;
}

const QUERIES = BOARDS.flatMap((board) =>
  panelsOf(board).flatMap((panel) =>
    panel.queries.map(
      ([promql]) => [`${board.id}: ${panel.title[0]}: ${promql}`, board, promql] as const,
    ),
  ),
);

describe('queries of built-in dashboards', () => {
  it.each(QUERIES)('%s', async (_name, board, promql) => {
    const expr = parsed(promql);
    const known = new Set(board.exporters.flatMap(metricsOf));
    const read = selectorsOf(expr).map(({ name }) => name ?? '');
    expect(read.filter((name) => !known.has(name))).toEqual([]);
    const at = { startMs: FIXTURE_NOW_MS, endMs: FIXTURE_NOW_MS, stepMs: 0 };
    const rows = await Promise.all(
      SOURCES.map(async (source) => {
        const question = { expr, text: promql };
        const { value } = await evaluateInstant(question, at, source, UNBOUNDED_TURN);
        return value.kind === 'vector' ? value.series.length : 0;
      }),
    );
    expect(Math.max(...rows), 'rows on the fixture').toBeGreaterThan(0);
  });
});

describe.each(BOARDS.map((board) => [board.id, board] as const))(
  'the dashboard %s',
  (id, board) => {
    it('has a place of its own for every panel', () => {
      for (const language of ['en', 'zh'] as const) {
        const json = boardJson(board, language);
        expect(json.uid).toBe(`tocsin-${id}`);
        const panels = json.panels as readonly { id: number; gridPos: Record<string, number> }[];
        expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
        const taken = new Set<string>();
        for (const { gridPos } of panels) {
          const { x = 0, y = 0, w = 0, h = 0 } = gridPos;
          expect(x + w).toBeLessThanOrEqual(24);
          for (let cell = 0; cell < w * h; cell += 1) {
            const key = `${x + (cell % w)}/${y + Math.floor(cell / w)}`;
            expect(taken.has(key), key).toBe(false);
            taken.add(key);
          }
        }
      }
    });

    it('offers values for its variables, and names no other', async () => {
      const names = new Set(board.variables.map(({ name }) => name));
      for (const { selector, of } of board.variables) {
        const [first] = selectorsOf(parsed(selector));
        expect(board.exporters.flatMap(metricsOf)).toContain(first?.name);
        const at = { startMs: FIXTURE_NOW_MS, endMs: FIXTURE_NOW_MS, stepMs: 0 };
        const question = { expr: parsed(`count by (${of}) (${selector})`), text: selector };
        const { value } = await evaluateInstant(
          question,
          at,
          SOURCES[0] ?? never(),
          UNBOUNDED_TURN,
        );
        const labels = value.kind === 'vector' ? value.series.map((set) => set.get(of) ?? '') : [];
        expect(
          labels.filter((label) => label !== ''),
          of,
        ).not.toEqual([]);
      }
      const used = panelsOf(board)
        .flatMap(({ queries }) => queries.map(([promql]) => promql))
        .concat(board.variables.map(({ selector }) => selector))
        .flatMap((text) => [...text.matchAll(/\$([a-z]\w*)/g)].map(([, name]) => name ?? ''));
      expect([...new Set(used)].filter((name) => !names.has(name))).toEqual([]);
    });

    it('is offered where all that it needs is, and only to those it is for', () => {
      const known = board.exporters.flatMap(metricsOf);
      expect(board.needs.flat().filter((name) => !known.includes(name))).toEqual([]);
      expect(board.needs).not.toEqual([]);
      const isPlatform = board.audience === 'platform';
      for (const [at, group] of board.needs.entries()) {
        const others = board.needs.filter((_, index) => index !== at).flat();
        for (const metric of group) {
          const there = new Set([...others, metric]);
          expect(canFill(board, false, there)).toBe(board.audience !== 'platform');
          expect(canFill(board, true, there)).toBe(board.audience !== 'tenants');
        }
        expect(canFill(board, isPlatform, new Set(others))).toBe(false);
      }
    });

    it('is whole where every metric is', () => {
      const all = new Set(board.exporters.flatMap(metricsOf));
      expect(fitBoard(board, all)).toEqual({ left: [], missing: [] });
    });

    it('has titles that are not cut in their panels', () => {
      for (const { title, width } of board.rows.flatMap(({ panels }) => panels)) {
        expect(title[0].length, title[0]).toBeLessThanOrEqual(width * 6 - 4);
        expect(title[1].length, title[1]).toBeLessThanOrEqual(width * 3 - 2);
      }
    });

    it('says everything in two languages', () => {
      const words = [board.title, board.description, ...board.variables.map(({ label }) => label)];
      const titles = [
        ...board.rows.map(({ title }) => title),
        ...panelsOf(board).map((one) => one.title),
      ];
      for (const [en, zh] of [...words, ...titles]) {
        expect(en).not.toBe('');
        expect(zh).not.toBe('');
      }
    });
  },
);

it('loses nothing when its JSON is read', () => {
  for (const board of BOARDS) {
    const result = importDashboard(boardJson(board, 'en'));
    expect(result.kind === 'imported' ? result.notes : result.message, board.id).toEqual([]);
  }
});

it('has ids of its own for every dashboard', () => {
  expect(new Set(BOARDS.map(({ id }) => id)).size).toBe(BOARDS.length);
});

function never(): never {
  throw new Error('no fixture');
}
