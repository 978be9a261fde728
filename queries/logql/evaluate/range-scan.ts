import { QueryFailure } from '../../source/query-failure.ts';
import type { EntryBlock, StoredBlock } from '../../source/stream-source.ts';
import type { Grouping, RangeAggregation } from '../ast.ts';
import { lineAt, lineBytes } from './block-filter.ts';
import { type LabelSet, labelSet, printLabelSet } from './label-set.ts';
import { type LabelChoice, LineLabels } from './line-labels.ts';
import { asksForErrors, compilePipeline, type Pipeline, runStages } from './pipeline.ts';
import { rangeChoice, wantedFields } from './pushed-grouping.ts';
import type { QueryContext } from './query-context.ts';
import { sourceMatchers } from './source-matchers.ts';
import type { WindowCursor } from './step-grid.ts';
import { firstNotBefore } from './time-search.ts';
import { type SampleReader, unwrapReader } from './unwrap-sample.ts';

/** Takes the samples of a range aggregation, in no particular order. */
export interface SampleSink {
  /** @param first, last the steps whose windows hold the sample, both inclusive */
  add(labels: LabelSet, timeNs: bigint, value: number, first: number, last: number): void;
}

/** What the aggregations around a range aggregation make of it. */
export interface Surroundings {
  /** Whether any of them groups by the error label. */
  readonly wantsErrors: boolean;
  /** How lines may be grouped where they are read; null: not at all. */
  readonly grouping: Grouping | null;
}

/** What each line counts: itself, its bytes, or a value taken from it. */
type Counting = 'lines' | 'bytes' | SampleReader;

interface Scan {
  readonly pipeline: Pipeline;
  readonly counting: Counting;
  readonly choice: LabelChoice | null;
  readonly cursor: WindowCursor;
  readonly sink: SampleSink;
  readonly context: QueryContext;
}

/**
 * Reads each line that any window holds once, and hands on what it counts.
 * @throws QueryFailure `execution` where a line has an error that the query does not ask for
 */
export async function scanRange(
  expr: RangeAggregation,
  cursor: WindowCursor,
  sink: SampleSink,
  surroundings: Surroundings,
  context: QueryContext,
): Promise<void> {
  const { op, range, grouping } = expr;
  const { source, turn, stats } = context;
  const choice = rangeChoice(expr, surroundings.grouping);
  const preservesErrors =
    surroundings.wantsErrors || asksForErrors(range.stages, range.unwrap, grouping);
  const labels = new LineLabels(preservesErrors, wantedFields(expr, choice));
  const ofBytes = op === 'bytes_over_time' || op === 'bytes_rate';
  const scan: Scan = {
    pipeline: compilePipeline(range.stages, context.compileTemplate, labels),
    counting: range.unwrap === null ? (ofBytes ? 'bytes' : 'lines') : unwrapReader(range.unwrap),
    choice,
    cursor,
    sink,
    context,
  };
  const startNs = cursor.afterNs + 1n;
  const endNs = cursor.toNs + 1n;
  const matchers = sourceMatchers(range.selector);
  const streams = await source.select({ matchers, startNs, endNs }, turn);
  stats.streams += streams.length;
  for (const stream of streams) {
    const set = labelSet(stream.labels);
    for (const block of stream.blocks) {
      if (turn.isDue()) await turn.rest();
      if (block.maxNs >= startNs && block.minNs < endNs) scanBlock(block, set, scan);
    }
  }
}

function scanBlock(stored: StoredBlock, stream: LabelSet, scan: Scan): void {
  const { pipeline, cursor, counting, choice, context } = scan;
  const { stats, turn } = context;
  stats.blocks++;
  stats.bytes += stored.bytes;
  turn.readBytes(stored.bytes);
  const block = stored.read();
  const first = firstNotBefore(block.timesNs, cursor.afterNs + 1n);
  const last = firstNotBefore(block.timesNs, cursor.toNs + 1n);
  if (first >= last) return;
  stats.lines += last - first;
  const filter = pipeline.blockFilter;
  const alive = filter.isEmpty ? null : filter.run(block, first, last);
  const isPlain =
    pipeline.stages.length === 0 &&
    block.metadata === null &&
    choice === null &&
    (counting === 'lines' || counting === 'bytes');
  for (let i = first; i < last; i++) {
    if (alive !== null && alive[i] === 0) continue;
    const timeNs = block.timesNs[i] ?? 0n;
    if (!cursor.seek(timeNs)) continue;
    if (isPlain) {
      stats.postFilterLines++;
      const value = counting === 'bytes' ? lineBytes(block, i) : 1;
      scan.sink.add(stream, timeNs, value, cursor.first, cursor.last);
    } else scanLine(block, i, stream, scan);
  }
}

function scanLine(block: EntryBlock, i: number, stream: LabelSet, scan: Scan): void {
  const { counting, choice, cursor } = scan;
  const { stages, state } = scan.pipeline;
  const { labels } = state;
  const line = lineAt(block, i);
  state.line = line;
  state.timeNs = block.timesNs[i] ?? 0n;
  labels.begin(stream, block.metadata?.[i] ?? null);
  if (!runStages(stages, state)) return;
  const value = sampleOf(counting, state.line === line ? lineBytes(block, i) : -1, scan);
  if (value === null) return;
  const chosen = choice === null ? labels.all() : labels.chosen(choice);
  if (labels.error !== '' && !labels.isErrorPreserved) throw pipelineFailure(labels);
  scan.context.stats.postFilterLines++;
  scan.sink.add(chosen, state.timeNs, value, cursor.first, cursor.last);
}

/** @param knownBytes of the line; -1 where a stage has made a new one */
function sampleOf(counting: Counting, knownBytes: number, { pipeline }: Scan): number | null {
  if (counting === 'lines') return 1;
  if (counting !== 'bytes') return counting.read(pipeline.state);
  return knownBytes === -1 ? Buffer.byteLength(pipeline.state.line) : knownBytes;
}

function pipelineFailure(line: LineLabels): QueryFailure {
  const { error } = line;
  const { labels } = line.all();
  const text =
    `pipeline error: '${error}' for series: '${printLabelSet(labels)}'.\n` +
    `Use a label filter to intentionally skip this error. (e.g | __error__!="${error}").\n` +
    'To skip all potential errors you can match empty errors.(e.g __error__="")\n' +
    'The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )\n';
  return new QueryFailure('execution', text);
}
