import type { StreamSelector } from '../ast.ts';
import type { LogqlResult } from '../evaluate/evaluate.ts';
import { type LabelSet, labelSet, pickLabels, sortedLabelSet } from '../evaluate/label-set.ts';
import { emptySeries, type Series, withValues } from '../evaluate/series.ts';
import { instantOf, type StepGrid } from '../evaluate/step-grid.ts';
import { shareOf } from './index-stats.ts';
import { type ListContext, streamsOf } from './list-context.ts';

/** Bytes of streams by their labels. */
export interface VolumeAsk {
  readonly selector: StreamSelector | null;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Of label sets, the largest first. */
  readonly limit: number;
  /** Labels to group by; empty: those of the selector, or all. */
  readonly targetLabels: readonly string[];
  /** `series`: by label sets; `labels`: by each label name on its own. */
  readonly aggregateBy: 'series' | 'labels';
}

/** One sum for the whole time, as an instant at its end. */
export async function readVolume(ask: VolumeAsk, context: ListContext): Promise<LogqlResult> {
  const whole = ask.endNs - ask.startNs;
  const grid: StepGrid = { startNs: ask.startNs, stepNs: whole > 0n ? whole : 1n, steps: 1 };
  const series = await volumeSeries(ask, grid, context);
  return {
    kind: 'vector',
    timeNs: ask.endNs,
    samples: series.map(({ labels, values }) => ({ labels, value: values[0] ?? 0 })),
  };
}

/** A sum for each step, counted from its instant on. @param stepNs at least 1 */
export async function readVolumeRange(
  ask: VolumeAsk,
  stepNs: bigint,
  context: ListContext,
): Promise<LogqlResult> {
  const steps = Number((ask.endNs - ask.startNs + stepNs - 1n) / stepNs);
  const grid: StepGrid = { startNs: ask.startNs, stepNs, steps: Math.max(1, steps) };
  return { kind: 'matrix', grid, series: await volumeSeries(ask, grid, context) };
}

async function volumeSeries(
  ask: VolumeAsk,
  grid: StepGrid,
  context: ListContext,
): Promise<readonly Series[]> {
  const names = wantedNames(ask);
  const found = new Map<string, Series>();
  for (const stream of await streamsOf(ask, context)) {
    if (context.turn.isDue()) await context.turn.rest();
    const groups = groupsOf(labelSet(stream.labels), names, ask.aggregateBy);
    for (const labels of groups) {
      const series = found.get(labels.key) ?? emptySeries(labels, grid.steps);
      found.set(labels.key, series);
      for (const block of stream.blocks) addBlock(series, block, grid, ask.endNs);
    }
  }
  return withValues([...found.values()])
    .toSorted((a, b) => totalOf(b) - totalOf(a))
    .slice(0, ask.limit);
}

function addBlock(
  { values, has }: Series,
  block: Parameters<typeof shareOf>[0],
  grid: StepGrid,
  endNs: bigint,
): void {
  const first = Math.max(0, Number((block.minNs - grid.startNs) / grid.stepNs));
  const last = Math.min(grid.steps - 1, Number((block.maxNs - grid.startNs) / grid.stepNs));
  for (let k = first; k <= last; k++) {
    const until = instantOf(grid, k + 1);
    const share = shareOf(block, instantOf(grid, k), until < endNs ? until : endNs);
    if (share === 0) continue;
    has[k] = 1;
    values[k] = (values[k] ?? 0) + Math.round(block.bytes * share);
  }
}

/** Null: all labels. */
function wantedNames({ targetLabels, selector }: VolumeAsk): ReadonlySet<string> | null {
  if (targetLabels.length > 0) return new Set(targetLabels);
  const names = selector?.matchers.map(({ name }) => name) ?? [];
  return names.length === 0 ? null : new Set(names);
}

function groupsOf(
  labels: LabelSet,
  names: ReadonlySet<string> | null,
  aggregateBy: VolumeAsk['aggregateBy'],
): readonly LabelSet[] {
  const wanted = names === null ? labels : pickLabels(labels, names);
  if (aggregateBy === 'series') return [wanted];
  return [...wanted.labels.keys()].map((name) => sortedLabelSet([[name, '']]));
}

function totalOf({ values }: Series): number {
  return values.reduce((sum, value) => sum + value, 0);
}
