import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView } from '../../model/panel-views.ts';
import type { StateLane, StateSpan, StateTimelineView } from '../../model/state-timeline-view.ts';
import { timesOf } from '../align-series.ts';
import { inkOn, mix } from '../colour.ts';
import { emptyView } from '../empty-view.ts';
import { type Display, displayOf } from '../field-display.ts';
import type { PanelTools } from '../panel-tools.ts';
import { fieldName } from '../plotted-fields.ts';
import { choiceAt, flagAt, listAt, numberAt } from '../read-option.ts';

const MOST_LANES = 200;
const MOST_LEGEND = 50;

/**
 * States over time, a lane for each field. A timeline's state lasts until the next sample says another,
 * a null ends it; a history has a box for each sample. Also draws `status-history`.
 */
export function stateTimelineView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): StateTimelineView | EmptyView {
  const { options, plugin } = panel;
  const mode = plugin === 'status-history' ? 'history' : 'timeline';
  const merges = mode === 'timeline' && flagAt(options, 'mergeValues', true);
  const frames = [...data.frames];
  const { fromMs, toMs, timeZone } = data.time;
  const fields = frames
    .flatMap((frame) =>
      frame.fields
        .filter(
          ({ type, config }) => type !== 'time' && !flagAt(config, 'custom.hideFrom.viz', false),
        )
        .map((field) => ({ frame, field })),
    )
    .filter(({ frame }) => timesOf(frame).length > 0)
    .slice(0, MOST_LANES);
  const lanes = fields.map(({ frame, field }, index): StateLane => {
    const say = displayOf(tools, field, { index, colourMode: 'thresholds', timeZone, frame });
    const isLinked = listAt(field.config, 'links').length > 0;
    const about = { fromMs, toMs, merges, isLinked };
    const spans = spansOf(timesOf(frame), field.values, say, about);
    return { name: fieldName(tools, field, frame, frames), spans };
  });
  if (lanes.every(({ spans }) => spans.length === 0)) return emptyView(data, 'no-values');
  const [first] = fields;
  const fillPercent = numberAt(first?.field.config.custom, 'fillOpacity', 70);
  return {
    kind: 'state-timeline',
    mode,
    fromMs,
    toMs,
    timeZone,
    lanes: lanes.map((lane) => inked(lane, fillPercent, tools)),
    legend: flagAt(options, 'legend.showLegend', true) ? legendOf(lanes) : [],
    showsValues: choiceAt(options, 'showValue', ['auto', 'always', 'never'], 'auto'),
    rowHeight: Math.min(1, Math.max(0.1, numberAt(options, 'rowHeight', 0.9))),
    fillPercent,
    align: ALIGNS[choiceAt(options, 'alignValue', ['left', 'center', 'right'], 'left')],
  };
}

const ALIGNS = { left: 'start', center: 'center', right: 'end' } as const;

interface Spans {
  readonly fromMs: number;
  readonly toMs: number;
  readonly merges: boolean;
  readonly isLinked: boolean;
}

function spansOf(
  timesMs: readonly number[],
  values: readonly unknown[],
  say: Display,
  { fromMs, toMs, merges, isLinked }: Spans,
): readonly StateSpan[] {
  const spans: StateSpan[] = [];
  const stepMs =
    timesMs.length > 1
      ? ((timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0)) / (timesMs.length - 1)
      : toMs - fromMs;
  for (const [index, startMs] of timesMs.entries()) {
    const value = values[index];
    const endMs = Math.min(toMs, timesMs[index + 1] ?? startMs + stepMs);
    if (value === null || value === undefined || endMs <= fromMs || startMs >= toMs) continue;
    const { text, colour } = say(value);
    const last = spans.at(-1);
    if (merges && last?.toMs === startMs && last.text === text && last.colour === colour) {
      spans[spans.length - 1] = { ...last, toMs: endMs };
    } else {
      spans.push({
        fromMs: Math.max(fromMs, startMs),
        toMs: endMs,
        text,
        links: isLinked ? () => say(value, index).links : null,
        colour,
        textColour: colour,
      });
    }
  }
  return spans;
}

/** Ink that is read on the lane's colour as it is filled. */
function inked(lane: StateLane, fillPercent: number, { look }: PanelTools): StateLane {
  const spans = lane.spans.map((span) => ({
    ...span,
    textColour: inkOn(mix(look.ground, span.colour, fillPercent / 100)),
  }));
  return { ...lane, spans };
}

function legendOf(lanes: readonly StateLane[]): StateTimelineView['legend'] {
  const states = new Map<string, string>();
  for (const { spans } of lanes) {
    for (const { text, colour } of spans) if (!states.has(text)) states.set(text, colour);
  }
  return [...states].slice(0, MOST_LEGEND).map(([text, colour]) => ({ text, colour }));
}
