import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import type { BypassReason } from './cacheability.ts';
import { ExtentStore } from './extent-store.ts';
import { type Gap, gapsBetween } from './extents.ts';
import { Flight } from './flight.ts';
import { type Boarding, FlightBoard } from './flight-board.ts';
import { rowsOf } from './join-slices.ts';
import type { Slice } from './piece.ts';
import { matrixBytes, printMatrix } from './print-matrix.ts';
import type { RangeCacheSettings } from './range-cache-config.ts';
import type { AnswerSource, RangeCacheMetrics } from './range-cache-metrics.ts';
import { RANGE_DIALECTS } from './range-dialect.ts';
import { firstUnsettled, planRange, type RangePlan } from './range-plan.ts';
import type { FetchRange, FlightOutcome, RangeAnswer, RangeQuestion } from './range-question.ts';
import { readFetched } from './read-fetched.ts';
import { printStepRange } from './step-range.ts';

export interface RangeCacheOptions {
  readonly settings: RangeCacheSettings;
  readonly clock: Clock;
  readonly metrics: RangeCacheMetrics;
}

/** More gaps than this are asked for as one: a backend would rather hear one question. */
const MAX_GAPS = 4;

/** How long a question whose answer cannot be kept goes past the cache at once. */
const BARRED_MS = 600_000;
const MAX_BARRED = 5_000;

/** One question while it is answered. */
interface Asking {
  readonly question: RangeQuestion;
  readonly plan: RangePlan;
  readonly fetch: FetchRange;
}

/**
 * Answers range queries from what is known and asks backends only for the rest. A value is kept once
 * it is settled; what is younger is asked for each time. Questions under way are shared. Errors,
 * partial answers and answers with warnings are never kept.
 */
export class RangeCache {
  readonly #settings: RangeCacheSettings;
  readonly #clock: Clock;
  readonly #metrics: RangeCacheMetrics;
  readonly #store: ExtentStore;
  readonly #board = new FlightBoard();
  readonly #barred = new BoundedMap<string, { reason: BypassReason; untilMs: number }>(MAX_BARRED);

  constructor({ settings, clock, metrics }: RangeCacheOptions) {
    this.#settings = settings;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#store = new ExtentStore(settings.maxBytes, () => metrics.evicted());
  }

  /**
   * Rejects with what `fetch` rejects with, with `AppError` `unprocessable` when the answer is larger
   * than allowed, and with the signal's reason as soon as that is aborted; another caller who waits
   * for the same is not disturbed by it.
   */
  async answer(
    question: RangeQuestion,
    fetch: FetchRange,
    signal: AbortSignal,
  ): Promise<RangeAnswer> {
    signal.throwIfAborted();
    const planned = planRange(question);
    if (planned.kind === 'bypass') return this.#bypass(question, planned.reason);
    const { plan } = planned;
    const barred = this.#barred.get(plan.key);
    if (barred && barred.untilMs > this.#clock.nowMs())
      return this.#bypass(question, barred.reason);
    return this.#gather({ question, plan, fetch }, signal);
  }

  #bypass({ language }: RangeQuestion, reason: BypassReason): RangeAnswer {
    this.#metrics.bypassed(language, reason);
    return { kind: 'bypass', reason };
  }

  async #gather(asking: Asking, signal: AbortSignal): Promise<RangeAnswer> {
    const { range } = asking.plan;
    const { language } = asking.question;
    const { known, gaps } = this.#known(asking);
    const boardings = gaps.flatMap((gap) => this.#board.board(...this.#boarding(asking, gap)));
    for (const { isShared, from, to } of boardings)
      this.#metrics.asked(language, isShared ? 'shared' : 'own', to - from);
    const outcomes = boardings.length === 0 ? [] : await joinAll(boardings, signal);
    const slices = [...known];
    const warnings: string[] = [];
    let droppedNotes = 0;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind === 'unusable') return this.#bar(asking, outcome.reason);
      const { from, to } = boardings[index] ?? range;
      slices.push({ piece: outcome.piece, from, to });
      warnings.push(...outcome.warnings);
      droppedNotes += outcome.droppedNotes;
    }
    slices.sort((a, b) => a.from - b.from);
    const body = printAnswer(slices, warnings, asking.question);
    const source: AnswerSource =
      boardings.length === 0 ? 'hit' : known.length > 0 ? 'part' : 'miss';
    this.#metrics.answered(language, source);
    return { kind: 'answer', body, source, droppedNotes };
  }

  /** What of the range is known, and what must be asked for. */
  #known({ question, plan }: Asking): {
    readonly known: readonly Slice[];
    readonly gaps: readonly Gap[];
  } {
    const { range, key } = plan;
    const extents = this.#store.find(question.owner, key);
    extents?.dropAskedBefore(this.#clock.nowMs() - this.#settings.keepMs);
    const known = extents?.slices(range) ?? [];
    const gaps = gapsBetween(range, known);
    const [first, last] = [gaps[0], gaps.at(-1)];
    if (gaps.length <= MAX_GAPS || !first || !last) return { known, gaps };
    const hull = { from: first.from, to: last.to };
    const outside = known.filter((slice) => slice.to <= hull.from || slice.from >= hull.to);
    return { known: outside, gaps: [hull] };
  }

  #boarding(asking: Asking, gap: Gap): Parameters<FlightBoard['board']> {
    return [asking.plan.flightKey, gap, (part) => this.#launch(asking, part)];
  }

  #launch(asking: Asking, gap: Gap): Flight<FlightOutcome> {
    const { flightKey } = asking.plan;
    const flight = new Flight<FlightOutcome>(
      (signal) => this.#ask(asking, gap, signal),
      () => this.#board.leave(flightKey, underway),
    );
    const underway = { ...gap, flight };
    this.#board.enter(flightKey, underway);
    return flight;
  }

  async #ask(asking: Asking, gap: Gap, signal: AbortSignal): Promise<FlightOutcome> {
    const { plan, fetch, question } = asking;
    const { language } = question;
    const askedAtMs = this.#clock.nowMs();
    const range = { ...plan.range, ...gap };
    const parameters = [...Object.entries(printStepRange(range)), ...plan.others];
    const { outcome, isFinal } = readFetched(await fetch(parameters, signal), range, language);
    if (outcome.kind === 'piece' && isFinal && !signal.aborted) {
      const trustedUntilMs = askedAtMs - this.#settings.untrustedMs[language];
      const to = Math.min(gap.to, firstUnsettled(plan, trustedUntilMs));
      if (to > gap.from)
        this.#keep(asking, { piece: outcome.piece, from: gap.from, to }, askedAtMs);
    }
    return outcome;
  }

  #keep({ question, plan }: Asking, slice: Slice, askedAtMs: number): void {
    this.#store.change(question.owner, plan.key, (extents) => extents.add(slice, askedAtMs));
    this.#metrics.holds(this.#store.bytes);
  }

  #bar({ question, plan }: Asking, reason: BypassReason): RangeAnswer {
    this.#barred.set(plan.key, { reason, untilMs: this.#clock.nowMs() + BARRED_MS });
    return this.#bypass(question, reason);
  }
}

/** One failure ends the waiting for the others: a part is never shown as the whole. */
async function joinAll(
  boardings: readonly Boarding[],
  signal: AbortSignal,
): Promise<readonly FlightOutcome[]> {
  const [only, ...more] = boardings;
  if (only && more.length === 0) return [await only.flight.join(signal)];
  const leave = new AbortController();
  const onAbort = () => leave.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.all(boardings.map(({ flight }) => flight.join(leave.signal)));
  } catch (thrown) {
    leave.abort(thrown);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function printAnswer(
  slices: readonly Slice[],
  warnings: readonly string[],
  { language, maxResponseBytes }: RangeQuestion,
): Buffer {
  const rows = rowsOf(slices);
  const infos = slices.flatMap((slice) => slice.piece.infos);
  const { dataEnd } = RANGE_DIALECTS[language];
  const tail = `${dataEnd}${member('warnings', warnings)}${member('infos', infos)}}`;
  if (matrixBytes(rows) + tail.length > maxResponseBytes) {
    throw new AppError(
      'unprocessable',
      `the answer is larger than ${maxResponseBytes} bytes; ask for less time, fewer series or a larger step`,
    );
  }
  return printMatrix(rows, tail);
}

function member(name: string, notes: readonly string[]): string {
  return notes.length === 0 ? '' : `,"${name}":${JSON.stringify([...new Set(notes)])}`;
}
