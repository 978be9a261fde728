import { DateTime } from 'luxon';
import type { Incident } from '../../../alerting/incidents/incident.ts';
import type { Rule } from '../../../alerting/rules/rule.ts';
import type { RuleLanguage } from '../../../alerting/rules/rule-language.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { AskMetrics, RangeSeries } from '../../../queries/templates/ask-metrics.ts';
import { UNITS } from '../../../queries/templates/units.data.ts';
import { guessUnit } from '../../panels/guess-unit.ts';
import { PICTURE_THEMES, type PictureThemeName } from '../picture-theme.ts';
import type { Rasteriser } from '../raster/rasteriser.ts';
import { filled, PICTURE_WORDS } from '../views/picture-words.data.ts';
import { type RuleGrid, ruleChart, ruleGrid, stepColour } from './rule-chart.ts';

export interface RulePicturesOptions {
  /** Asks for a scope as any question of the tenant; throws `AppError` where it cannot. */
  readonly ask: (scope: Scope, language: RuleLanguage) => AskMetrics;
  readonly directory: () => Directory;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly raster: Pick<Rasteriser, 'draw' | 'prepare'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export interface RulePictureRequest {
  readonly rule: Rule;
  readonly incident: Incident;
  /** Of the firing; the end is null while it lasts. */
  readonly startedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly language: 'en' | 'zh';
  readonly timeZone: string;
  readonly theme: PictureThemeName;
  readonly widthPx: number;
  readonly heightPx: number;
}

const MARGIN_MS = 30 * 60_000;
const LONGEST_MS = 7 * 86_400_000;

/** Draws what the rule of an incident saw around a firing, with its level lines. */
export class RulePictures {
  readonly #options: RulePicturesOptions;

  constructor(options: RulePicturesOptions) {
    this.#options = options;
  }

  /**
   * A PNG of twice the size; null where the rule has nothing to draw, or is not of the incident's
   * owner. Rejects with `AppError` when the question is refused or the picture cannot be drawn.
   */
  async draw(request: RulePictureRequest, signal: AbortSignal): Promise<Uint8Array | null> {
    const { rule, incident, theme } = request;
    if (rule.owner !== incident.owner || rule.expression === '') return null;
    // The thread loads while the question is asked.
    this.#options.raster.prepare();
    const grid = this.#gridOf(request);
    const found = await this.#read(request, grid, signal);
    const ladder = this.#options.ladderOf(rule.owner);
    const lines = rule.levels.flatMap(({ severity, condition }) =>
      condition === null || !Number.isFinite(condition.threshold)
        ? []
        : [{ severity, rung: ladder.indexOf(severity), value: condition.threshold }],
    );
    const colours = PICTURE_THEMES[theme];
    const words = PICTURE_WORDS[request.language];
    const unit = unitOf(rule);
    const { timeZone } = request;
    const series = ownSeries(found, incident);
    const input = { grid, timeZone, unit, series, lines, rungs: ladder.length };
    const band = {
      fromMs: request.startedAtMs,
      toMs: request.resolvedAtMs ?? grid.toMs,
      colour: stepColour(ladder.indexOf(incident.severity), ladder.length, colours),
    };
    const frame = {
      ...{ widthPx: request.widthPx, heightPx: request.heightPx, title: rule.name },
      remark: { text: firedText(request), colour: band.colour },
      ...{ bands: [band], emptyText: words.empty.title, figureNames: words.figures },
    };
    const drawing = { chart: ruleChart(input, colours), frame, theme };
    return this.#options.raster.draw(drawing, rule.owner);
  }

  /** Half an hour before and after, as far as there has been time yet; a week at most. */
  #gridOf({ startedAtMs, resolvedAtMs }: RulePictureRequest): RuleGrid {
    const nowMs = this.#options.clock.nowMs();
    const toMs = Math.min(nowMs, (resolvedAtMs ?? nowMs) + MARGIN_MS);
    return ruleGrid(Math.max(startedAtMs - MARGIN_MS, toMs - LONGEST_MS), toMs);
  }

  async #read(
    { rule, incident }: RulePictureRequest,
    { fromMs, toMs, stepMs }: RuleGrid,
    signal: AbortSignal,
  ): Promise<readonly RangeSeries[]> {
    const { directory, ask } = this.#options;
    const scope = scopeOfRule(directory(), placeOf(incident, rule));
    const time = { kind: 'range', startMs: fromMs, endMs: toMs, stepMs } as const;
    const answer = await ask(scope, rule.language).ask(rule.expression, time, signal);
    if (answer.kind === 'error') throw new AppError(answer.error.kind, answer.error.message);
    return answer.kind === 'matrix' ? answer.series : [];
  }
}

/** When it fired, with the zone of all times of the picture: `Fired 11-22 01:12 (Asia/Shanghai)`. */
function firedText({ startedAtMs, timeZone, language }: RulePictureRequest): string {
  const given = DateTime.fromMillis(startedAtMs, { zone: timeZone });
  const at = given.isValid ? given : DateTime.fromMillis(startedAtMs, { zone: 'utc' });
  const instant = `${at.toFormat('MM-dd HH:mm')} (${at.zoneName})`;
  return filled(PICTURE_WORDS[language].fired, { instant });
}

/** As somebody said, or else by the names that it asks for. */
function unitOf({ source, unit, language, expression }: Rule): string {
  if (source.kind === 'text' && unit !== null) return UNITS[unit].grafana;
  return language === 'promql' ? guessUnit(expression) : 'short';
}

/** Where the incident is, as far as it says; else where the rule looks. Always on the incident's cluster. */
function placeOf({ owner, project, environment, cluster }: Incident, { scope }: Rule): ScopeName {
  if (project === null || scope.kind === 'platform') return { ...scope, cluster };
  return { kind: 'node', node: { tenant: owner, project, environment }, cluster };
}

/** The series of the incident itself, known by its labels; all where none is. */
function ownSeries(series: readonly RangeSeries[], { labels }: Incident): readonly RangeSeries[] {
  const own = series.filter((one) =>
    [...one.labels].every(([name, value]) => (labels.get(name) ?? value) === value),
  );
  return own.length > 0 ? own : series;
}
