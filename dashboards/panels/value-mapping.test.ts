import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../test/support/panel-fixture.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { askPanel } from '../queries/ask-panel.ts';
import { authorPattern, replaceFirst } from '../queries/run-pattern.ts';
import { tableView } from './table/table-view.ts';

const context = {
  time: { fromMs: 1_700_000_000_000, toMs: 1_700_000_600_000, timeZone: 'UTC' },
  variables: new Map(),
  filters: [],
  dashboard: { uid: 'u', title: 't' },
  scrapeIntervalMs: 15_000,
};

/** What a table shows of these nodes, through the whole of a panel. */
async function shown(pattern: string, text: string, nodes: readonly string[]) {
  const result = importDashboard({
    title: 't',
    panels: [
      {
        id: 1,
        type: 'table',
        targets: [{ refId: 'A', expr: 'a', format: 'table', instant: true }],
        fieldConfig: {
          defaults: { mappings: [{ type: 'regex', options: { pattern, result: { text } } }] },
        },
      },
    ],
  });
  if (result.kind === 'refused') throw new Error(result.message);
  const [panel] = result.dashboard.panels;
  if (panel === undefined) throw new Error('no panel');
  const series = nodes.map((node) => ({ metric: { node }, value: [1_700_000_600, '17'] }));
  const prometheus: ScopedApi['prometheus'] = async () => ({
    data: { resultType: 'vector', result: series },
    warnings: [],
  });
  const question = { panel, context, widthPx: 600, theme: LIGHT.grafanaTheme };
  const data = await askPanel(loadFrameTools(), { prometheus, loki: prometheus }, question);
  const view = tableView(panel, data, LIGHT);
  if (view.kind !== 'table') throw new Error('the table is empty');
  const textsOf = (name: string) => {
    const column = view.columns.find((each) => each.name === name);
    return view.order.map((row) => {
      const cell = column?.cell(row);
      return cell !== undefined && 'text' in cell ? cell.text : null;
    });
  };
  return { nodes: textsOf('node'), values: textsOf('Value') };
}

describe('a mapping by pattern, in a panel', () => {
  it('puts its groups in, and leaves numbers alone', async () => {
    const { nodes, values } = await shown('^node-(\\d+)$', 'N$1', ['node-17', 'other']);
    expect(nodes).toEqual(['N17', 'other']);
    expect(values).toEqual(['17', '17']);
  });

  it('maps every value, however many there are', async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => `node-${at}`);
    const { nodes } = await shown('/^NODE-(\\d+)$/i', 'N$1', many);
    expect(nodes.filter((text) => /^N\d+$/.test(text ?? ''))).toHaveLength(1_500);
  });
});

it.each([
  ['^node-(\\d+)$', 'node-17', 'N$1', 'N17'],
  ['(a)(b)', 'xaby', '$2$1', 'xbay'],
  ['a', 'cat', '[$&]', 'c[a]t'],
  ['a', 'cat', '$$1', 'c$1t'],
  ['a', 'cat', 'costs $ and \\ and $3', 'ccosts $ and \\ and $3t'],
  ['(a)', 'cat', '$12', 'ca2t'],
  ['(a)|(t)', 'cat', '<$2>', 'c<>t'],
  ['b', 'cat', 'x', null],
])('%s in %s replaced by %s is %s', (pattern, text, replacement, expected) => {
  const compiled = authorPattern(pattern);
  if (compiled === null) throw new Error('the pattern is RE2');
  expect(replaceFirst(compiled, text, replacement)).toBe(expected);
  expect(text.replace(new RegExp(pattern), replacement)).toBe(expected ?? text);
});
