import type { Labels } from '../../platform/model/labels.ts';
import type { ReadColumns } from './sample-columns.ts';

/** A condition on a label, in the shape that `queries` declares (as all of this file). */
export interface ReadMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  matches(value: string): boolean;
}

export interface ReadTurn {
  isDue(): boolean;
  rest(): Promise<void>;
  holdSamples(count: number): void;
}

/** Unix milliseconds, both inclusive. */
export interface ReadAsk {
  readonly matchers: readonly ReadMatcher[];
  readonly minMs: number;
  readonly maxMs: number;
}

export interface ReadListAsk {
  readonly selectors: readonly (readonly ReadMatcher[])[];
  readonly minMs: number;
  readonly maxMs: number;
}

export interface ReadSeries extends ReadColumns {
  readonly labels: Labels;
}

/** What an evaluator reads: fits the port `SeriesSource` of `queries`. */
export interface MetricSource {
  select(ask: ReadAsk, turn: ReadTurn): Promise<readonly ReadSeries[]>;
  labelSets(ask: ReadListAsk, turn: ReadTurn): Promise<readonly Labels[]>;
  labelNames(ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]>;
  labelValues(name: string, ask: ReadListAsk, turn: ReadTurn): Promise<readonly string[]>;
}
