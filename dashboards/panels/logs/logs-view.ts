import type { DataFrame, Field } from '@grafana/data';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, LogsView, ShownLine } from '../../model/panel-views.ts';
import { cutText } from '../cut-text.ts';
import { emptyView } from '../empty-view.ts';
import { choiceAt, flagAt, textAt } from '../read-option.ts';
import { withoutRepeats } from './without-repeats.ts';

/** What a panel lists; more are looked for on the page of logs. */
const MOST_LINES = 5_000;
const MOST_TEXT = 20_000;

/**
 * Lines of logs. A frame has a field of times, one of texts (`body`, `Line`, or the first), and may have
 * one of labels per line (`labels`), and exact instants (`tsNs`).
 */
export function logsView(panel: Panel, data: PanelData): LogsView | EmptyView {
  const { options } = panel;
  const lines = data.frames.flatMap(linesOf);
  if (lines.length === 0) return emptyView(data, 'no-text');
  const isOldestFirst =
    choiceAt(options, 'sortOrder', ['Ascending', 'Descending'], 'Descending') === 'Ascending';
  const sign = isOldestFirst ? 1 : -1;
  const sorted = lines.toSorted((a, b) => sign * compareTimes(a.timestamp, b.timestamp));
  const strategy = textAt(options, 'dedupStrategy', 'none');
  return {
    kind: 'logs',
    lines: withoutRepeats(sorted, strategy).slice(0, MOST_LINES),
    showsTime: flagAt(options, 'showTime', true),
    showsLabels: flagAt(options, 'showLabels', false),
    wraps: flagAt(options, 'wrapLogMessage', false),
    opensDetails: flagAt(options, 'enableLogDetails', true),
    timeZone: data.time.timeZone,
  };
}

/** Digits, compared as numbers. */
function compareTimes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function linesOf(frame: DataFrame): readonly ShownLine[] {
  const { fields } = frame;
  const time = fields.find(({ type }) => type === 'time');
  const text =
    fields.find((field) => isText(field) && /^(?:body|line|message)$/i.test(field.name)) ??
    fields.find((field) => isText(field) && !EXACT.has(field.name) && field.name !== 'id');
  if (time === undefined || text === undefined) return [];
  const exact = fields.find(({ name }) => EXACT.has(name));
  const labels = fields.find(({ name, type }) => name === 'labels' && type === 'other');
  return text.values.flatMap((line: unknown, row): ShownLine[] => {
    const timestamp = timestampOf(time.values[row], exact?.values[row]);
    if (timestamp === null) return [];
    return [
      {
        timestamp,
        text: cutLine(String(line ?? '')),
        labels: labelsOf(labels === undefined ? text.labels : labels.values[row]),
        repeats: 0,
      },
    ];
  });
}

const EXACT: ReadonlySet<string> = new Set(['tsNs', 'nanos']);
const isText = ({ type }: Field) => type === 'string';

function cutLine(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

function timestampOf(ms: unknown, exact: unknown): string | null {
  if (typeof exact === 'string' && /^\d{16,19}$/.test(exact)) return exact;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return null;
  return `${Math.floor(ms)}000000`;
}

function labelsOf(labels: unknown): readonly (readonly [string, string])[] {
  if (typeof labels !== 'object' || labels === null) return [];
  return Object.entries(labels).map(([name, value]) => [
    cutText(name),
    cutText(String(value), 2_000),
  ]);
}
