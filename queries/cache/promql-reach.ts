import { assertNever } from '../../platform/model/assert-never.ts';
import type {
  AtModifier,
  DurationExpr,
  Expr,
  RangeExtension,
  TimeModifiers,
} from '../promql/ast.ts';
import type { TimeReach } from './cacheability.ts';
import { durationValueMs } from './duration-value.ts';

/** Functions that give the query's own bounds or resolution. */
const OWN_RANGE: ReadonlySet<string> = new Set(['start', 'end', 'range', 'step']);

/** Instants at which a part is evaluated: around `t`, or fixed by `@`. */
interface Instants {
  readonly isPinned: boolean;
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * Where a query reads, from its tree: offsets, ranges, subqueries, look-back and `@`. Undefined when
 * that depends on the range asked for: then no instant can be judged alone; also when a duration is
 * no finite number.
 *
 * @param lookbackMs how long a sample counts for an instant selector; Prometheus's default is 5 min
 * @example promqlReach(parse('rate(x[5m] offset 1h)'), 300_000) // { behindMs: 3_900_000, aheadMs: 0, pinned: null }
 */
export function promqlReach(expr: Expr, lookbackMs: number): TimeReach | undefined {
  const survey = new Survey(lookbackMs);
  return survey.visit(expr, { isPinned: false, lowMs: 0, highMs: 0 }) ? survey.reach() : undefined;
}

class Survey {
  readonly #lookbackMs: number;
  #behindMs = 0;
  #aheadMs = 0;
  #pinned: TimeReach['pinned'] = null;

  constructor(lookbackMs: number) {
    this.#lookbackMs = lookbackMs;
  }

  reach(): TimeReach {
    return { behindMs: this.#behindMs, aheadMs: this.#aheadMs, pinned: this.#pinned };
  }

  /** False as soon as something depends on the range's ends. */
  visit(expr: Expr, at: Instants): boolean {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return true;
      case 'vector':
        return this.#select(expr, null, expr.extension, at);
      case 'matrix':
        return this.#select(expr, expr.range, expr.extension, at);
      case 'subquery': {
        const window = this.#window(expr, expr.range, at);
        const isStepKnown = expr.step === null || durationValueMs(expr.step) !== undefined;
        return window !== undefined && isStepKnown && this.visit(expr.expr, window);
      }
      case 'call':
        if (OWN_RANGE.has(expr.name)) return false;
        return expr.args.every((arg) => this.visit(arg, at));
      case 'aggregation':
        return (expr.param === null || this.visit(expr.param, at)) && this.visit(expr.expr, at);
      case 'binary':
        return this.visit(expr.lhs, at) && this.visit(expr.rhs, at);
      case 'unary':
      case 'paren':
        return this.visit(expr.expr, at);
      default:
        return assertNever(expr);
    }
  }

  /** A range selector reads its range, others look back; `anchored` and `smoothed` look beyond. */
  #select(
    modifiers: TimeModifiers,
    range: DurationExpr | null,
    extension: RangeExtension | null,
    at: Instants,
  ): boolean {
    const window = this.#window(modifiers, range, at);
    if (window === undefined) return false;
    const before = range === null || extension !== null ? this.#lookbackMs : 0;
    const after = extension === 'smoothed' ? this.#lookbackMs : 0;
    this.#note({ ...window, lowMs: window.lowMs - before, highMs: window.highMs + after });
    return true;
  }

  #note({ isPinned, lowMs, highMs }: Instants): void {
    if (!isPinned) {
      this.#behindMs = Math.max(this.#behindMs, -lowMs);
      this.#aheadMs = Math.max(this.#aheadMs, highMs);
      return;
    }
    this.#pinned = {
      earliestMs: Math.min(this.#pinned?.earliestMs ?? lowMs, lowMs),
      latestMs: Math.max(this.#pinned?.latestMs ?? highMs, highMs),
    };
  }

  /** The instants shifted by `@` and offset, and widened by a range; undefined where not known. */
  #window(
    { at: modifier, offset }: TimeModifiers,
    range: DurationExpr | null,
    at: Instants,
  ): Instants | undefined {
    const offsetMs = offset === null ? 0 : durationValueMs(offset);
    const rangeMs = range === null ? 0 : durationValueMs(range);
    const base = modifier === null ? at : pinnedAt(modifier);
    if (offsetMs === undefined || rangeMs === undefined || base === undefined) return undefined;
    return {
      isPinned: base.isPinned,
      lowMs: base.lowMs - offsetMs - Math.max(0, rangeMs),
      highMs: base.highMs - offsetMs,
    };
  }
}

/** Undefined for `start()` and `end()`, which are the range's own. */
function pinnedAt(modifier: AtModifier): Instants | undefined {
  if (modifier.kind !== 'timestamp') return undefined;
  const atMs = Math.round(modifier.seconds * 1000);
  return { isPinned: true, lowMs: atMs, highMs: atMs };
}
