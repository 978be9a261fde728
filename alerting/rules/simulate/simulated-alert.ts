import type { Labels } from '../../../platform/model/labels.ts';
import { type GraphColumns, GraphLine } from './graph-values.ts';
import type { FiredSpan } from './past-result.ts';

/** Spans kept of one alert. */
const MAX_SPANS = 200;

/** An alert that the rule could raise: what is known of it while the past goes by. */
export class SimulatedAlert {
  /** Equal for the same alert, whatever its level. */
  readonly key: string;
  /** Of the first element of the expression that becomes it. */
  readonly elementLabels: Labels;
  /** Of its incident. */
  readonly labels: Labels;
  /** With the severity of each level. */
  readonly levelLabels: readonly Labels[];
  readonly line: GraphLine;
  readonly spans: FiredSpan[] = [];
  readonly #open = new Map<number, FiredSpan>();
  fired = 0;
  lastValue: number | null = null;
  lastAtMs = 0;

  constructor(
    identity: Pick<SimulatedAlert, 'key' | 'elementLabels' | 'labels' | 'levelLabels'>,
    columns: GraphColumns,
  ) {
    this.key = identity.key;
    this.elementLabels = identity.elementLabels;
    this.labels = identity.labels;
    this.levelLabels = identity.levelLabels;
    this.line = new GraphLine(columns);
  }

  begin(level: number, activeAtMs: number, firedAtMs: number): void {
    this.fired += 1;
    const span: FiredSpan = { level, activeAtMs, firedAtMs, resolvedAtMs: null };
    this.#open.set(level, span);
    if (this.spans.length < MAX_SPANS) this.spans.push(span);
  }

  end(level: number, resolvedAtMs: number): void {
    const span = this.#open.get(level);
    if (span !== undefined) span.resolvedAtMs = resolvedAtMs;
    this.#open.delete(level);
  }
}
