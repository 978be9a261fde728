import type { FollowedEntries, StreamSource } from '../../source/stream-source.ts';
import type { LogExpr } from '../ast.ts';
import type { ResultEntry } from '../evaluate/entry-selection.ts';
import { labelSet } from '../evaluate/label-set.ts';
import { passLine } from '../evaluate/log-query.ts';
import { compilePipeline, type Pipeline } from '../evaluate/pipeline.ts';
import { printStreams } from '../evaluate/print-result.ts';
import { sourceMatchers } from '../evaluate/source-matchers.ts';
import type { CompileTemplate } from '../evaluate/template-port.ts';

/**
 * Tells of lines that pass a query from now on, as they arrive, in batches that are never empty;
 * until the function that it answers is called.
 * @throws QueryFailure `bad_data` for templates and expressions that are none
 */
export function followLines(
  expr: LogExpr,
  source: StreamSource,
  compileTemplate: CompileTemplate,
  listener: (entries: readonly ResultEntry[]) => void,
): () => void {
  const pipeline = compilePipeline(expr.stages, compileTemplate);
  return source.follow(sourceMatchers(expr.selector), (arrived) => {
    const entries = passEntries(arrived, pipeline);
    if (entries.length > 0) listener(entries);
  });
}

function passEntries(
  { labels, block }: FollowedEntries,
  pipeline: Pipeline,
): readonly ResultEntry[] {
  const stream = labelSet(labels);
  const count = block.ends.length;
  const { blockFilter } = pipeline;
  const alive = blockFilter.isEmpty ? null : blockFilter.run(block, 0, count);
  const entries: ResultEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (alive !== null && alive[i] === 0) continue;
    const entry = passLine(block, i, stream, pipeline);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** A frame of a tail: `{"streams":[…]}`. */
export function printTailFrame(entries: readonly ResultEntry[], isCategorised: boolean): string {
  const flags = isCategorised ? ',"encodingFlags":["categorize-labels"]' : '';
  return `{"streams":${printStreams(entries, isCategorised)},"dropped_entries":null${flags}}`;
}
