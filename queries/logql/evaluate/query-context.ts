import type { StreamSource } from '../../source/stream-source.ts';
import type { Turn } from '../../source/turn.ts';
import type { CompileTemplate } from './template-port.ts';

/** What was read for an answer, counted while it is worked out. */
export class QueryStats {
  /** Lines that the pipelines looked at, and the bytes of the blocks that were read. */
  lines = 0;
  bytes = 0;
  /** Lines that passed. */
  postFilterLines = 0;
  blocks = 0;
  streams = 0;
}

/** All that evaluating one query needs. */
export interface QueryContext {
  readonly source: StreamSource;
  readonly turn: Turn;
  readonly compileTemplate: CompileTemplate;
  readonly stats: QueryStats;
  /** Series that a metric query may answer; Loki's default is 500. */
  readonly maxSeries: number;
}
