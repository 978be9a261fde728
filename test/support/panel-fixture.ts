import type { DataFrame, FieldConfig } from '@grafana/data';
import { loadPanelLibrary } from '../../dashboards/load-panel-library.ts';
import type { JsonRecord, Panel, PanelKind } from '../../dashboards/model/panel.ts';
import type { PanelData } from '../../dashboards/model/panel-data.ts';
import type { PanelView } from '../../dashboards/model/panel-views.ts';
import { panelTools } from '../../dashboards/panels/panel-tools.ts';
import { panelView } from '../../dashboards/panels/panel-view.ts';

const library = loadPanelLibrary();

export const LIGHT = panelTools(library, 'light');
export const DARK = panelTools(library, 'dark');

/** A panel of a kind with options; the rest is as an empty panel has it. */
export function panelOf(
  kind: PanelKind,
  options: JsonRecord = {},
  change: Partial<Panel> = {},
): Panel {
  return {
    id: 1,
    kind,
    plugin: kind,
    title: 'A panel',
    description: '',
    place: { x: 0, y: 0, width: 12, height: 8 },
    isTransparent: false,
    targets: [],
    transformations: [],
    fieldConfig: {},
    options,
    links: [],
    interval: null,
    maxDataPoints: null,
    timeFrom: null,
    timeShift: null,
    repeat: null,
    isCollapsed: false,
    panels: [],
    reason: '',
    ...change,
  };
}

/** Frames over 0 to 60 s. */
export function dataOf(...frames: readonly DataFrame[]): PanelData {
  return { frames, time: { fromMs: 0, toMs: 60_000, timeZone: 'UTC' }, notices: [] };
}

/** A series with a sample every 10 s from 0, or at the instants given. */
export function seriesOf(
  values: readonly unknown[],
  config: FieldConfig = {},
  labels: Readonly<Record<string, string>> = { tenant: 'acme' },
  timesMs: readonly number[] = values.map((_, index) => index * 10_000),
): DataFrame {
  const { FieldType } = library;
  const type = values.some((value) => typeof value === 'string')
    ? FieldType.string
    : FieldType.number;
  return library.toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: [...timesMs], config: {} },
      { name: 'Value', type, values: [...values], labels: { ...labels }, config },
    ],
  });
}

/** A frame of columns, as instant queries and transformations make them. */
export function tableOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  config: FieldConfig = {},
): DataFrame {
  const { FieldType } = library;
  return library.toDataFrame({
    fields: Object.entries(columns).map(([name, values]) => ({
      name,
      type: values.some((value) => typeof value === 'string') ? FieldType.string : FieldType.number,
      values: [...values],
      config,
    })),
  });
}

/** The view of a panel, which must be of a kind. */
export function viewOf<K extends PanelView['kind']>(
  kind: K,
  panel: ReturnType<typeof panelOf>,
  data: ReturnType<typeof dataOf>,
): Extract<PanelView, { kind: K }> {
  const view = panelView(panel, data, LIGHT);
  if (view.kind !== kind) throw new Error(`a ${view.kind} instead of a ${kind}`);
  return view as Extract<PanelView, { kind: K }>;
}
