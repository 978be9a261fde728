import { INCIDENT_TAG } from '../model/incident-tag.ts';
import type { JsonRecord } from '../model/panel.ts';
import type { Board, BoardPanel, BoardRow, BoardVariable, Words } from './board.ts';

export type BoardLanguage = 'en' | 'zh';

const COLUMNS = 24;
/** The data source of a scope; where the dashboard is shown in Grafana people choose it. */
const SOURCE = { type: 'prometheus', uid: '$datasource' } as const;

const NOTHING: ReadonlySet<BoardPanel> = new Set();

/**
 * A built-in dashboard as Grafana's JSON (schema 39), with uid `tocsin-<id>`. The same board gives
 * the same JSON.
 *
 * @param left panels to leave out, with the rows that have no other; every other keeps the id that it has in the whole
 */
export function boardJson(
  board: Board,
  language: BoardLanguage,
  left: ReadonlySet<BoardPanel> = NOTHING,
): JsonRecord {
  const say = wordsIn(language);
  return {
    uid: `tocsin-${board.id}`,
    title: say(board.title),
    description: say(board.description),
    tags: ['tocsin', ...board.tags],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [sourceVariable(say), ...board.variables.map(variableJson(say))] },
    annotations: { list: [incidentMarks(say)] },
    links: [],
    panels: panelsJson(board.rows, left, say),
  };
}

/** Answered by tocsin where Grafana is looked at through it; without it Grafana has none with the tag. */
function incidentMarks(say: Say): JsonRecord {
  return {
    name: say(['Incidents', '告警事件']),
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    iconColor: 'red',
    target: { type: 'tags', tags: [INCIDENT_TAG], matchAny: false, limit: 100 },
  };
}

type Say = (words: Words) => string;

const wordsIn =
  (language: BoardLanguage): Say =>
  ([en, zh]) =>
    language === 'zh' ? zh : en;

function sourceVariable(say: Say): JsonRecord {
  return {
    name: 'datasource',
    label: say(['Data source', '数据源']),
    type: 'datasource',
    query: 'prometheus',
    current: {},
    hide: 2,
  };
}

const variableJson =
  (say: Say) =>
  ({ name, label, selector, of, isQuery, isMulti, sort }: BoardVariable): JsonRecord => {
    const query = isQuery ? `query_result(${selector})` : `label_values(${selector}, ${of})`;
    return {
      name,
      label: say(label),
      type: 'query',
      datasource: SOURCE,
      definition: query,
      query: { query, refId: name },
      ...(isQuery ? { regex: `/\\b${of}="([^"]+)"/` } : {}),
      refresh: 2,
      sort,
      multi: isMulti,
      includeAll: isMulti,
      ...(isMulti
        ? { allValue: '.*', current: { text: 'All', value: '$__all' } }
        : { current: {} }),
    };
  };

/** Panels from left to right, rows of them one below the other. */
function panelsJson(
  rows: readonly BoardRow[],
  left: ReadonlySet<BoardPanel>,
  say: Say,
): readonly JsonRecord[] {
  const made: JsonRecord[] = [];
  // Links name panels: an id may not depend on what a scope has.
  let id = 0;
  let y = 0;
  for (const { title, panels } of rows) {
    id += 1;
    const head = { id, type: 'row', title: say(title), collapsed: false };
    const firstId = id + 1;
    id += panels.length;
    if (panels.every((panel) => left.has(panel))) continue;
    made.push({ ...head, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] });
    y += 1;
    let x = 0;
    let height = 0;
    for (const [index, panel] of panels.entries()) {
      if (left.has(panel)) continue;
      if (x + panel.width > COLUMNS) {
        y += height;
        x = 0;
        height = 0;
      }
      const gridPos = { x, y, w: panel.width, h: panel.height };
      made.push({ id: firstId + index, gridPos, ...panelJson(panel, say) });
      x += panel.width;
      height = Math.max(height, panel.height);
    }
    y += height;
  }
  return made;
}

function panelJson(panel: BoardPanel, say: Say): JsonRecord {
  const { kind, title, description, queries } = panel;
  const isTable = kind === 'table';
  return {
    type: kind,
    title: say(title),
    ...(description[0] === '' ? {} : { description: say(description) }),
    datasource: SOURCE,
    targets: queries.map(([expr, legend], index) => ({
      refId: refAt(index),
      datasource: SOURCE,
      expr,
      legendFormat: legendOf(legend, say) || '__auto',
      ...(isTable ? { format: 'table' } : kind === 'heatmap' ? { format: 'heatmap' } : {}),
      ...(isInstant(panel) ? { instant: true, range: false } : { instant: false, range: true }),
    })),
    fieldConfig: {
      defaults: fieldDefaults(panel, say),
      overrides: [...tableOverrides(panel, say), ...boundOverrides(panel)],
    },
    options: optionsOf(panel),
    ...(isTable ? { transformations: tableSteps(panel) } : {}),
  };
}

const legendOf = (legend: string | Words, say: Say): string =>
  typeof legend === 'string' ? legend : say(legend);

/** What shows only how it is now asks only for now. */
function isInstant({ kind }: BoardPanel): boolean {
  return kind === 'table' || kind === 'bargauge' || kind === 'gauge' || kind === 'piechart';
}

function fieldDefaults(panel: BoardPanel, say: Say): JsonRecord {
  const { unit, minimum, maximum, steps, words } = panel;
  return {
    unit,
    ...(minimum === null ? {} : { min: minimum }),
    ...(maximum === null ? {} : { max: maximum }),
    color: { mode: steps.length > 0 ? 'thresholds' : 'palette-classic' },
    thresholds: {
      mode: 'absolute',
      steps: (steps.length > 0 ? steps : ([[null, 'green']] as const)).map(([value, color]) => ({
        color,
        value,
      })),
    },
    mappings:
      words.length === 0
        ? []
        : [
            {
              type: 'value',
              options: Object.fromEntries(
                words.map(([value, text, color], index) => [
                  value,
                  { text: say(text), color, index },
                ]),
              ),
            },
          ],
    custom: customOf(panel),
  };
}

function customOf({ kind, isStacked }: BoardPanel): JsonRecord {
  if (kind !== 'timeseries') return {};
  return {
    drawStyle: 'line',
    lineWidth: 1,
    fillOpacity: isStacked ? 40 : 10,
    showPoints: 'never',
    spanNulls: false,
    stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
  };
}

function optionsOf({ kind }: BoardPanel): JsonRecord {
  const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false };
  switch (kind) {
    case 'timeseries':
      return {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
    case 'stat':
      return { reduceOptions, colorMode: 'value', graphMode: 'area', textMode: 'auto' };
    case 'bargauge':
      return { reduceOptions, orientation: 'horizontal', displayMode: 'basic', showUnfilled: true };
    case 'gauge':
      return { reduceOptions, showThresholdMarkers: true, showThresholdLabels: false };
    case 'piechart':
      return {
        reduceOptions,
        pieType: 'donut',
        legend: { displayMode: 'list', placement: 'right' },
      };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    default:
      return {};
  }
}

/** A line that others stay below. */
const BOUND = /^(?:limit|at most|processors) /;

/** Bounds are dashed and have no ground: drawn as the others they would cover them. */
function boundOverrides({ kind, queries }: BoardPanel): readonly JsonRecord[] {
  if (kind !== 'timeseries') return [];
  return queries.flatMap(([, legend], index) =>
    BOUND.test(typeof legend === 'string' ? legend : legend[0])
      ? [
          {
            matcher: { id: 'byFrameRefID', options: refAt(index) },
            properties: [
              { id: 'custom.fillOpacity', value: 0 },
              { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } },
            ],
          },
        ]
      : [],
  );
}

const refAt = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** What labels are called over a column; others stand as they are. */
const LABEL_WORDS: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['namespace', ['Namespace', '命名空间']],
  ['pod', ['Pod', '容器组']],
  ['reason', ['Reason', '原因']],
  ['deployment', ['Deployment', '部署']],
  ['statefulset', ['Stateful set', '有状态副本集']],
  ['job_name', ['Job', '任务']],
  ['cronjob', ['Cron job', '定时任务']],
  ['image', ['Image', '镜像']],
  ['persistentvolumeclaim', ['Claim', '存储卷声明']],
  ['service_name', ['Service', '服务']],
  ['http_route', ['Route', '路由']],
  ['source_workload', ['From', '来源']],
  ['destination_workload', ['To', '目标']],
  ['instance', ['Instance', '实例']],
  ['database', ['Database', '数据库']],
  ['topic', ['Topic', '主题']],
]);

/** The labels of a table's rows, in the order of its first query. */
function rowLabels({ queries }: BoardPanel): readonly string[] {
  const [, labels = ''] = /by \(([^)]*)\)/.exec(queries[0]?.[0] ?? '') ?? [];
  return labels
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

/** One row per label set, a column per query. */
function tableSteps(panel: BoardPanel): readonly JsonRecord[] {
  const { queries } = panel;
  const hidden = ['Time', '__name__', 'job', 'instance'].filter(
    (name) => !queries.some(([expr]) => new RegExp(`by \\([^)]*\\b${name}\\b`).test(expr)),
  );
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries(rowLabels(panel).map((name, index) => [name, index])),
      },
    },
  ];
}

/** The columns of a table have the names that its legends give. */
function tableOverrides(panel: BoardPanel, say: Say): readonly JsonRecord[] {
  const { kind, queries } = panel;
  if (kind !== 'table') return [];
  const labels = rowLabels(panel).flatMap((name) => {
    const words = LABEL_WORDS.get(name);
    if (words === undefined) return [];
    const properties = [{ id: 'displayName', value: say(words) }];
    return [{ matcher: { id: 'byName', options: name }, properties }];
  });
  const values = queries.map(([, legend, unit = ''], index) => {
    return {
      matcher: { id: 'byName', options: queries.length === 1 ? 'Value' : `Value #${refAt(index)}` },
      properties: [
        { id: 'displayName', value: legendOf(legend, say) },
        ...(unit === '' ? [] : [{ id: 'unit', value: unit }]),
      ],
    };
  });
  return [...labels, ...values];
}
