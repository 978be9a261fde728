import type { Labels } from '../../../platform/model/labels.ts';
import type { ActiveAlert, FoundAlert } from '../../ruler/alert-state.ts';
import type { ComparisonOperator, RuleLevel } from '../rule.ts';
import type { AlertIdentities } from './alert-identities.ts';
import { FiredBands } from './fired-bands.ts';
import { GraphColumns, type Keeps } from './graph-values.ts';
import { LevelRun, type LevelStep } from './level-run.ts';
import type { PastAlert, PastPipeline } from './past-pipeline.ts';
import type { PastFiring, PastNotice, PastResult, PastSeries } from './past-result.ts';
import type { InstantGrid, PastSlice, SliceRow } from './past-slice.ts';
import { PastTally } from './past-tally.ts';
import type { SimulatedAlert } from './simulated-alert.ts';

export interface RuleSimulationParts {
  readonly levels: readonly RuleLevel[];
  /** What becomes of alerts while the expression gives nothing at all. */
  readonly noData: NoData;
  /** Most alerts of a level, inclusive; 0: no bound. */
  readonly limit: number;
  /** All instants that will come; slices come in their order, without gaps. */
  readonly instants: InstantGrid;
  readonly identities: AlertIdentities;
  readonly pipeline: PastPipeline;
  /** Asked now and then: others may use the thread. */
  readonly rest: () => Promise<void>;
}

/** `alert`: that is an alert of its own, the last of the compiled group. */
export type NoData = 'ignore' | 'keep' | 'alert';

/** A row with the alert that its values are of. */
interface AlertRow {
  readonly row: SliceRow;
  readonly alert: SimulatedAlert;
}

/** Series listed. */
const MAX_LISTED = 200;
/** Series drawn. */
const MAX_DRAWN = 30;
/** Firings kept to show messages of. */
const MAX_FIRINGS = 3;
/** Values after which others get the thread. */
const VALUES_AT_ONCE = 40_000;
/** Alerts after which a preview ends, too. */
const MAX_ALERTS = 5_000;
/** Changes after which a preview ends: whoever wrote such a rule has seen enough. */
const MAX_CHANGES = 20_000;

const NO_TEXTS: Labels = new Map();
const NOTHING: ReadonlyMap<string, FoundAlert> = new Map();

/**
 * A rule over a past: the expression's values at its evaluations, put through the ruler's own states
 * and the pipeline's own stages. It begins without any alert. No I/O, no clock.
 */
export class RuleSimulation {
  readonly #parts: RuleSimulationParts;
  readonly #columns: GraphColumns;
  readonly #runs: readonly LevelRun[];
  readonly #bands: readonly FiredBands[];
  readonly #alerts = new Map<string, SimulatedAlert>();
  readonly #tally = new PastTally();
  readonly #firings: PastFiring[] = [];
  #absent: SimulatedAlert | null = null;
  #done = 0;
  #sameLabels = 0;
  #overLimit = 0;
  #changes = 0;
  #values = 0;

  constructor(parts: RuleSimulationParts) {
    const { levels, noData, limit, instants } = parts;
    this.#parts = parts;
    this.#columns = new GraphColumns(instants, keepsOf(levels));
    const forMs = Math.max(...levels.map((level) => level.forMs));
    const absence = noData === 'alert' ? [{ forMs, keepFiringForMs: 0 }] : [];
    this.#runs = [...levels, ...absence].map((timing) => new LevelRun(timing, limit));
    this.#bands = this.#runs.map(() => new FiredBands());
  }

  /** True when nothing more is looked at. */
  get isFull(): boolean {
    return this.#changes > MAX_CHANGES || this.#alerts.size > MAX_ALERTS;
  }

  async take(slice: PastSlice): Promise<void> {
    await this.#prepareNoData();
    const rows: AlertRow[] = [];
    for (const row of slice.rows) {
      if (this.isFull) return;
      rows.push({ row, alert: await this.#alertOf(row) });
    }
    for (let index = 0; index < slice.count && !this.isFull; index++) {
      this.#instant(rows, index, slice.startMs + index * slice.stepMs);
      this.#done += 1;
      this.#values += rows.length * this.#runs.length;
      if (this.#values < VALUES_AT_ONCE) continue;
      this.#values = 0;
      await this.#parts.rest();
    }
  }

  async #prepareNoData(): Promise<void> {
    const { noData, identities } = this.#parts;
    if (noData !== 'alert' || this.#absent !== null) return;
    this.#absent = await identities.noDataAlert(this.#alerts, this.#columns);
  }

  async #alertOf({ labels, values, present }: SliceRow): Promise<SimulatedAlert> {
    const first = present.indexOf(1);
    const element = { labels, value: values[first] ?? 0 };
    return this.#parts.identities.alertOf(element, this.#alerts, this.#columns);
  }

  #instant(rows: readonly AlertRow[], index: number, atMs: number): void {
    const { levels, noData } = this.#parts;
    const present = rows.filter(({ row }) => row.present[index] === 1);
    const hasData = present.length > 0;
    for (const { row, alert } of present) {
      const value = row.values[index] ?? Number.NaN;
      alert.line.add(this.#done, value);
      alert.lastValue = value;
      alert.lastAtMs = atMs;
    }
    for (const [level, run] of this.#runs.entries()) {
      const found =
        level === levels.length ? this.#missing(hasData) : this.#found(present, index, level);
      // As the evaluator: a rule that fails keeps its alerts as they are.
      if (found === null) this.#sameLabels += 1;
      else if (!hasData && noData === 'keep') this.#note(level, run.keep(atMs), atMs);
      else this.#note(level, run.step(found, atMs), atMs);
    }
  }

  #missing(hasData: boolean): ReadonlyMap<string, FoundAlert> {
    const alert = this.#absent;
    const labels = alert?.levelLabels[this.#parts.levels.length];
    if (hasData || alert === null || labels === undefined) return NOTHING;
    return new Map([[alert.key, { labels, annotations: NO_TEXTS, value: 1 }]]);
  }

  /** Null when two elements become the same alert. */
  #found(
    rows: readonly AlertRow[],
    index: number,
    level: number,
  ): ReadonlyMap<string, FoundAlert> | null {
    const condition = this.#parts.levels[level]?.condition ?? null;
    const found = new Map<string, FoundAlert>();
    for (const { row, alert } of rows) {
      const value = row.values[index] ?? Number.NaN;
      if (condition !== null && !holds(value, condition.operator, condition.threshold)) continue;
      if (found.has(alert.key)) return null;
      const labels = alert.levelLabels[level] ?? NO_TEXTS;
      found.set(alert.key, { labels, annotations: NO_TEXTS, value });
    }
    return found;
  }

  #note(level: number, step: LevelStep, atMs: number): void {
    if (step.kind === 'over_limit') this.#overLimit += 1;
    const changed = step.kind === 'stepped' ? step.changed : step.dropped;
    if (changed.size === 0) return;
    this.#changes += changed.size;
    const endsAtMs = step.kind === 'stepped' ? null : atMs;
    const posted = [...changed].map(([key, active]) => this.#mark(level, key, active, endsAtMs));
    const outcome = this.#parts.pipeline.take(posted, atMs);
    this.#tally.add(outcome, atMs);
    for (const { incident, event } of outcome.changes) {
      if (event.kind !== 'fired' || this.#firings.length >= MAX_FIRINGS) continue;
      const key = [...changed.keys()].find((one) => isOf(this.#alerts.get(one), incident.labels));
      const alert = key === undefined ? undefined : this.#alerts.get(key);
      const active = key === undefined ? undefined : changed.get(key);
      if (alert === undefined || active === undefined) continue;
      const { elementLabels } = alert;
      const { value } = active;
      this.#firings.push({ incident, elementLabels, value, level, atMs, isReal: true });
    }
  }

  /** @param endsAtMs when it is dropped; null: as it says itself */
  #mark(level: number, key: string, active: ActiveAlert, endsAtMs: number | null): PastAlert {
    const { labels, activeAtMs } = active;
    const firedAtMs = active.firedAtMs ?? activeAtMs;
    const resolvedAtMs = endsAtMs ?? active.resolvedAtMs;
    const alert = this.#alerts.get(key);
    const bands = this.#bands[level];
    if (resolvedAtMs === null) {
      alert?.begin(level, activeAtMs, firedAtMs);
      bands?.begin(key, firedAtMs);
    } else {
      alert?.end(level, resolvedAtMs);
      bands?.end(resolvedAtMs);
    }
    return { labels, firedAtMs, resolvedAtMs };
  }

  /** What messages can be shown of: the first firings, or what it would be like if one fired. */
  firings(): readonly PastFiring[] {
    if (this.#firings.length > 0) return this.#firings;
    const [alert] = this.#sorted();
    const labels = alert?.levelLabels[0];
    if (alert === undefined || labels === undefined || alert.lastValue === null) return [];
    const { lastAtMs: atMs, lastValue: value, elementLabels } = alert;
    const posted = { labels, firedAtMs: atMs, resolvedAtMs: null };
    const [change] = this.#parts.pipeline.take([posted], atMs).changes;
    if (change === undefined) return [];
    const { incident } = change;
    return [{ incident, elementLabels, value, level: 0, atMs, isReal: false }];
  }

  result(): PastResult {
    const { instants, levels } = this.#parts;
    const endMs = instants.startMs + Math.max(0, this.#done - 1) * instants.stepMs;
    this.#tally.told(this.#parts.pipeline.due(endMs + 1));
    const sorted = this.#sorted().filter((alert) => alert !== this.#absent || alert.fired > 0);
    const { events, eventCount, incidents } = this.#tally;
    return {
      instants: { ...instants, count: this.#done },
      columns: this.#columns.grid,
      series: sorted.slice(0, MAX_LISTED).map((alert, index) => seriesOf(alert, index < MAX_DRAWN)),
      seriesCount: sorted.length,
      seriesFired: sorted.filter(({ fired }) => fired > 0).length,
      levels: this.#bands.map((bands, index) => {
        const severity = levels[index]?.severity ?? levels[0]?.severity ?? '';
        return bands.result({ severity, isNoData: index === levels.length }, endMs);
      }),
      incidents,
      events,
      eventCount,
      notifications: this.#tally.notifications(),
      notices: this.#notices(endMs),
    };
  }

  /** Those that fired, the most often first; then those that came nearest. */
  #sorted(): readonly SimulatedAlert[] {
    const sign = this.#columns.keeps === 'smallest' ? 1 : -1;
    const nearness = ({ line }: SimulatedAlert) => sign * (line.extreme ?? sign * Infinity);
    return [...this.#alerts.values()].sort(
      (a, b) => b.fired - a.fired || nearness(a) - nearness(b) || (a.key < b.key ? -1 : 1),
    );
  }

  #notices(endMs: number): readonly PastNotice[] {
    const { limit, identities } = this.#parts;
    const notices: PastNotice[] = [...identities.notices(), ...this.#tally.notices()];
    if (this.isFull) notices.push({ kind: 'cut_off', untilMs: endMs });
    if (this.#overLimit > 0) notices.push({ kind: 'over_limit', limit, count: this.#overLimit });
    if (this.#sameLabels > 0) notices.push({ kind: 'same_labels', count: this.#sameLabels });
    return notices;
  }
}

function isOf(alert: SimulatedAlert | undefined, labels: Labels): boolean {
  if (alert?.labels.size !== labels.size) return false;
  return [...labels].every(([name, value]) => alert.labels.get(name) === value);
}

function seriesOf(alert: SimulatedAlert, isDrawn: boolean): PastSeries {
  const { labels, spans, fired, line } = alert;
  return { labels, spans, fired, values: isDrawn ? line.values() : null, extreme: line.extreme };
}

function keepsOf(levels: readonly RuleLevel[]): Keeps {
  const operator = levels[0]?.condition?.operator;
  if (operator === undefined || operator === '==' || operator === '!=') return 'last';
  return operator === '>' || operator === '>=' ? 'largest' : 'smallest';
}

/** As PromQL and LogQL compare numbers: nothing but `!=` holds for NaN. */
function holds(value: number, operator: ComparisonOperator, threshold: number): boolean {
  switch (operator) {
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
    case '==':
      return value === threshold;
    case '!=':
      return value !== threshold;
    default:
      return operator satisfies never;
  }
}
