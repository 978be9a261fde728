import { expect, it } from 'vitest';
import { importDashboard } from '../import/import-dashboard.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import { loadPanelLibrary } from '../load-panel-library.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { panelTools } from '../panels/panel-tools.ts';
import { askPanel } from './ask-panel.ts';

const tools = loadFrameTools();
const theme = panelTools(loadPanelLibrary(), 'light').grafanaTheme;

const VERSION = {
  ...{ name: 'version', values: ['1.2'], texts: ['1.2'] },
  ...{ isChoice: true, verbatim: null },
};

/** A panel with one query, asked of a backend that says these warnings. */
async function asked(legendFormat: string, warnings: readonly string[]) {
  const read = importDashboard({
    title: 't',
    panels: [{ id: 1, type: 'stat', targets: [{ refId: 'A', expr: 'a', legendFormat }] }],
  });
  if (read.kind === 'refused') throw new Error(read.message);
  const [panel] = read.dashboard.panels;
  if (panel === undefined) throw new Error('no panel');
  const result = [{ metric: { pod: 'p' }, values: [[0, '1']] }];
  const answer: ScopedApi['prometheus'] = async () => ({
    data: { resultType: 'matrix', result },
    warnings,
  });
  const context = {
    time: { fromMs: 0, toMs: 600_000, timeZone: 'UTC' },
    variables: new Map([['version', VERSION]]),
    filters: [],
    dashboard: { uid: 'u', title: 't' },
    scrapeIntervalMs: 15_000,
  };
  return askPanel(
    tools,
    { prometheus: answer, loki: answer },
    { panel, context, widthPx: 600, theme },
  );
}

it('legends of braces and space cost no more than their size', async () => {
  const startMs = performance.now();
  for (const legend of [`{{${' '.repeat(50_000)}x`, '{{a'.repeat(50_000)]) await asked(legend, []);
  expect(performance.now() - startMs).toBeLessThan(3_000);
  const { frames } = await asked('{{ pod }} {{no pod}}', []);
  expect(frames.map(({ name }) => name)).toEqual(['p ']);
});

it('legends say variables and labels', async () => {
  const { frames } = await asked('{{pod}} of $version', []);
  expect(frames.map(({ name }) => name)).toEqual(['p of 1.2']);
});

it('what a backend says to authors of queries is not said on panels', async () => {
  const { notices } = await asked('', ['PromQL info: metric might not be a counter', 'cut off']);
  expect(notices).toEqual([{ level: 'warning', text: 'cut off' }]);
});
