import { printDurationMs } from '../../../platform/model/duration.ts';
import type { LabelMatcher, VectorSelector } from '../../promql/ast.ts';
import { parsePromql } from '../../promql/parse.ts';
import { printPromql } from '../../promql/print.ts';
import type { AskMetrics, InstantSample } from '../ask-metrics.ts';
import { type Interval, LOOK_BACK_MS } from './read-interval.ts';

/** Thrown inside an explanation that cannot be finished; its message is shown. */
export class ProbeStop extends Error {
  override readonly name = 'ProbeStop';
}

/** Questions that one explanation may ask. */
const MAX_QUESTIONS = 60;

/** Windows in which the last sample is looked for, and so how far back a metric is known. */
const PAST_WINDOWS_MS: readonly number[] = [
  3_600_000,
  24 * 3_600_000,
  7 * 24 * 3_600_000,
  30 * 24 * 3_600_000,
];
const MAX_STEPS = 500;
const MIN_STEP_MS = 60_000;
/** What some backends read before a range and a subquery in it, beside two of its steps. */
const READ_BEFORE_MS = 3 * LOOK_BACK_MS;

/** Small questions about what a scope holds, counted and asked one after the other. */
export class Probe {
  readonly #asker: AskMetrics;
  readonly #signal: AbortSignal;
  readonly #earliestMs: number | null;
  readonly #warnings = new Set<string>();
  #asked = 0;

  /** @param earliestMs before it nothing may be read; null: there is no such instant */
  constructor(asker: AskMetrics, signal: AbortSignal, earliestMs: number | null) {
    this.#asker = asker;
    this.#signal = signal;
    this.#earliestMs = earliestMs;
  }

  /** What the answers said beside their data. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  get asked(): number {
    return this.#asked;
  }

  /** Is there a series that the selector finds in the interval? */
  async finds(selector: VectorSelector, interval: Interval): Promise<boolean> {
    const text = printPromql(bare(selector));
    const lengthMs = Math.ceil(interval.toMs - interval.fromMs);
    const series =
      lengthMs === 0 ? text : `present_over_time(${text}[${printDurationMs(lengthMs)}])`;
    return (await this.instant(`count(${series})`, interval.toMs)).length > 0;
  }

  /** Has an expression of type instant vector a result somewhere in the interval? */
  async yields(text: string, interval: Interval): Promise<boolean> {
    const lengthMs = Math.ceil(interval.toMs - interval.fromMs);
    if (lengthMs === 0) return (await this.instant(`count(${text})`, interval.toMs)).length > 0;
    const stepMs = Math.max(1_000, Math.ceil(lengthMs / 100));
    const over = `[${printDurationMs(lengthMs)}:${printDurationMs(stepMs)}]`;
    const question = `count(present_over_time((${text})${over}))`;
    return (await this.instant(question, interval.toMs)).length > 0;
  }

  /** How far before an instant the last sample is looked for. */
  pastMs(beforeMs: number): number {
    return this.#windowsBefore(beforeMs).at(-1) ?? 0;
  }

  /** Those that reach no further back than may be read; the last one is cut. */
  #windowsBefore(beforeMs: number): readonly number[] {
    if (this.#earliestMs === null) return PAST_WINDOWS_MS;
    const availableMs = beforeMs - this.#earliestMs - READ_BEFORE_MS;
    const longestMs = Math.floor(availableMs / (1 + 2 / MAX_STEPS) / 1_000) * 1_000;
    const whole = PAST_WINDOWS_MS.filter((windowMs) => windowMs <= longestMs);
    const isCut = whole.length < PAST_WINDOWS_MS.length && longestMs > (whole.at(-1) ?? 0);
    return isCut && longestMs >= MIN_STEP_MS ? [...whole, longestMs] : whole;
  }

  /** When the selector last had a sample before the instant; exact where scrapes are regular. */
  async lastSeenMs(selector: VectorSelector, beforeMs: number): Promise<number | null> {
    const text = printPromql(bare(selector));
    let skippedMs = 0;
    for (const windowMs of this.#windowsBefore(beforeMs)) {
      const window = printDurationMs(windowMs);
      const found = await this.instant(`count(present_over_time(${text}[${window}]))`, beforeMs);
      if (found.length > 0) return this.#newest(text, skippedMs, windowMs, beforeMs);
      skippedMs = windowMs;
    }
    return null;
  }

  /** Coarsely over the window, then finely where that pointed to. */
  async #newest(
    text: string,
    skippedMs: number,
    windowMs: number,
    beforeMs: number,
  ): Promise<number> {
    const lengthMs = windowMs - skippedMs;
    const stepMs = Math.max(MIN_STEP_MS, Math.ceil(lengthMs / MAX_STEPS / 1000) * 1000);
    const coarse = await this.#newestIn(text, beforeMs - skippedMs, lengthMs, stepMs);
    // Shorter than a step: the window's end is the best that can be said.
    if (coarse === null) return beforeMs - skippedMs;
    if (stepMs === MIN_STEP_MS) return coarse;
    const endMs = Math.min(beforeMs, coarse + stepMs + LOOK_BACK_MS);
    return (await this.#newestIn(text, endMs, endMs - coarse, MIN_STEP_MS)) ?? coarse;
  }

  async #newestIn(
    text: string,
    endMs: number,
    lengthMs: number,
    stepMs: number,
  ): Promise<number | null> {
    const range = `[${printDurationMs(Math.ceil(lengthMs))}:${printDurationMs(stepMs)}]`;
    const question = `max(max_over_time(timestamp(${text})${range}))`;
    const [newest] = await this.instant(question, endMs);
    return newest === undefined ? null : newest.value * 1000;
  }

  /** Some values of a label of what the selector finds. */
  async valuesOf(
    selector: VectorSelector,
    label: string,
    interval: Interval,
    most: number,
  ): Promise<readonly string[]> {
    const text = printPromql(bare(selector));
    const lengthMs = Math.max(1, Math.ceil(interval.toMs - interval.fromMs));
    const series =
      interval.toMs === interval.fromMs
        ? text
        : `present_over_time(${text}[${printDurationMs(lengthMs)}])`;
    const by = JSON.stringify(label);
    const clause = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) ? label : by;
    const question = `topk(${most}, count by (${clause}) (${series}))`;
    const samples = await this.instant(question, interval.toMs);
    return samples.flatMap(({ labels }) => labels.get(label) ?? []).sort();
  }

  /** @throws ProbeStop when the question is not answered or too many were asked */
  async instant(promql: string, atMs: number): Promise<readonly InstantSample[]> {
    this.#signal.throwIfAborted();
    if (++this.#asked > MAX_QUESTIONS)
      throw new ProbeStop(`it would take more than ${MAX_QUESTIONS} questions`);
    const answer = await this.#asker.ask(promql, { kind: 'instant', atMs }, this.#signal);
    if (answer.kind !== 'vector')
      throw new ProbeStop(answer.kind === 'error' ? answer.error.message : 'an unexpected answer');
    for (const warning of answer.warnings) this.#warnings.add(warning);
    return answer.samples;
  }
}

/** The selector without modifiers: its time is asked for as the time of the question. */
export function bare(selector: VectorSelector): VectorSelector {
  return { ...selector, offset: null, at: null, extension: null };
}

/** The selector with these matchers only; null when no server would take it. */
export function withMatchers(
  selector: VectorSelector,
  matchers: readonly LabelMatcher[],
): VectorSelector | null {
  const changed = { ...bare(selector), matchers };
  return parsePromql(printPromql(changed)).kind === 'ok' ? changed : null;
}
