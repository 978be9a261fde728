import type { DataFrame } from '@grafana/data';
import type { PanelTools } from './panel-tools.ts';
import type { PlannedQuery } from './plan-panel.ts';
import type { AnsweredLine } from './read-answer.ts';

/**
 * Lines of logs as one frame, newest first: `Time` (ms), `Line`, `labels` (objects), `tsNs` (the
 * instant in nanoseconds, as text) and `id` (distinct within the frame).
 */
export function logFrame(
  tools: Pick<PanelTools, 'FieldType' | 'toDataFrame'>,
  { target }: PlannedQuery,
  lines: readonly AnsweredLine[],
): DataFrame {
  const sorted = [...lines].sort((a, b) => compareNanoseconds(b.nanoseconds, a.nanoseconds));
  const string = tools.FieldType.string;
  return tools.toDataFrame({
    refId: target.refId,
    meta: { preferredVisualisationType: 'logs', type: 'log-lines' },
    fields: [
      {
        name: 'Time',
        type: tools.FieldType.time,
        config: {},
        values: sorted.map(({ nanoseconds }) => Number(nanoseconds.slice(0, -6))),
      },
      { name: 'Line', type: string, config: {}, values: sorted.map(({ line }) => line) },
      {
        name: 'labels',
        type: tools.FieldType.other,
        config: {},
        values: sorted.map(({ labels }) => labels),
      },
      { name: 'tsNs', type: string, config: {}, values: sorted.map((each) => each.nanoseconds) },
      {
        name: 'id',
        type: string,
        config: {},
        values: sorted.map(({ nanoseconds }, index) => `${nanoseconds}_${index}`),
      },
    ],
  });
}

/** Texts of digits, too long for numbers. */
function compareNanoseconds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
