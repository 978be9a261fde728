import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../test/support/panel-fixture.ts';
import { inRepository } from '../../test/support/repository.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import type { Panel } from '../model/panel.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { askPanel } from '../queries/ask-panel.ts';
import { tableView } from './table/table-view.ts';

const FOLDER = inRepository('..', 'shared', 'corpora', 'dashboards');
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  : [];
if (files.length === 0)
  process.stderr.write('skipped: no dashboards in ../shared/corpora/dashboards\n');

const tools = loadFrameTools();
const context = {
  time: { fromMs: 1_700_000_000_000, toMs: 1_700_000_600_000, timeZone: 'UTC' },
  variables: new Map(),
  filters: [],
  dashboard: { uid: 'u', title: 't' },
  scrapeIntervalMs: 15_000,
};
const ALL_LABELS = {
  cluster: 'blue',
  container: 'app',
  namespace: 'shop',
  pod: 'shop-1',
  workload: 'till',
  workload_type: 'deployment',
};

/** Answers with one series, of the labels that the query groups by; of all where it does not. */
const answer: ScopedApi['prometheus'] = async (_, parameters) => {
  const query = new Map(parameters).get('query')?.trim() ?? '';
  const [, grouping] = /by\s*\(([^)]*)\)$/.exec(query) ?? /by\s*\(([^)]*)\)/.exec(query) ?? [];
  const names = grouping?.split(',').map((name) => name.trim());
  const labels = Object.entries(ALL_LABELS).filter(([name]) => names?.includes(name) ?? true);
  const metric = Object.fromEntries(labels);
  return {
    data: { resultType: 'vector', result: [{ metric, value: [1_700_000_600, '2'] }] },
    warnings: [],
  };
};

function panelsOf(json: unknown): readonly Panel[] {
  const result = importDashboard(json);
  if (result.kind === 'refused') throw new Error(result.message);
  const all = (panels: readonly Panel[]): readonly Panel[] =>
    panels.flatMap((panel) => [panel, ...all(panel.panels)]);
  return all(result.dashboard.panels);
}

/** Every address that the first row of a table links to. */
async function linksOf(panel: Panel): Promise<readonly string[]> {
  const api: ScopedApi = { prometheus: answer, loki: answer };
  const question = { panel, context, widthPx: 600, theme: LIGHT.grafanaTheme };
  const data = await askPanel(tools, api, question);
  const view = tableView(panel, data, LIGHT);
  if (view.kind !== 'table') throw new Error(`${panel.title} is empty`);
  return view.columns.flatMap((column) => {
    const cell = column.cell(0);
    return 'links' in cell ? cell.links.map(({ url }) => url) : [];
  });
}

const tableWith = (url: string) => ({
  title: 't',
  panels: [
    {
      id: 1,
      type: 'table',
      targets: [
        { refId: 'A', expr: 'sum by (namespace) (a)', format: 'table', instant: true },
        { refId: 'B', expr: 'sum by (namespace) (b)', format: 'table', instant: true },
      ],
      transformations: [
        { id: 'joinByField', options: { byField: 'namespace', mode: 'outer' } },
        {
          id: 'organize',
          options: { renameByName: { namespace: 'Namespace', 'Value #A': 'CPU' } },
        },
      ],
      fieldConfig: {
        defaults: {},
        overrides: [
          {
            matcher: { id: 'byName', options: 'Namespace' },
            properties: [{ id: 'links', value: [{ title: 'x', url }] }],
          },
          {
            matcher: { id: 'byName', options: 'CPU' },
            properties: [
              { id: 'unit', value: 'percent' },
              { id: 'displayName', value: 'CPU of it' },
            ],
          },
        ],
      },
    },
  ],
});

describe('a neighbour of the row in an address', () => {
  it.each([
    ['fields.Namespace', 'shop'],
    ['fields.namespace', 'shop'],
    ['fields["Namespace"]', 'shop'],
    ["fields['Namespace']", 'shop'],
    ['fields[0]', 'shop'],
    ['fields[99]', ''],
    ['fields.Namespace.text', 'shop'],
    ['fields.Namespace:percentencode', 'shop'],
    ['fields["CPU of it"]', '2'],
    ['fields["CPU of it"].numeric', '2'],
    ['fields["CPU of it"].text', '2%25'],
    ['fields.nobody', ''],
    ['fields.Namespace.labels.constructor', ''],
  ])('%s of a joined table with new names', async (name, value) => {
    const [panel] = panelsOf(tableWith(`/d/x?v=\${__data.${name}}`));
    if (panel === undefined) throw new Error('no panel');
    expect(await linksOf(panel)).toEqual([`/d/x?v=${value}`]);
  });
});

describe.skipIf(files.length === 0)('links of the corpus [needs ../shared/corpora]', () => {
  it('hold a value of their row wherever they name one', async () => {
    let found = 0;
    for (const file of files) {
      const panels = panelsOf(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
      for (const panel of panels) {
        // One panel of the corpus names a column that it has not.
        const columns = JSON.stringify(panel.transformations);
        const named = JSON.stringify(panel.fieldConfig).matchAll(/__data\.fields\.(\w+)/g);
        const written = [...named].filter(([, name]) => columns.includes(`"${name}"`)).length;
        if (written === 0 || panel.kind !== 'table') continue;
        const links = await linksOf(panel);
        const values = new Set(Object.values(ALL_LABELS));
        const parameters = links.flatMap((url) =>
          [...url.matchAll(/[?&]var-(?:cluster|namespace|pod|workload|type)=([^&]*)/g)].map(
            ([, v]) => v,
          ),
        );
        const filled = parameters.filter((value) => value !== undefined && values.has(value));
        expect(filled.length, `${file}: ${panel.title}: ${links.join(' ')}`).toBe(written);
        found += filled.length;
      }
    }
    expect(found).toBeGreaterThanOrEqual(20);
  });
});
