import { AppError } from '../../platform/errors/app-error.ts';
import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import type { QueryTime } from './ask-metrics.ts';
import { findNamedMetric, metricsOfLevel, NAMED_METRICS } from './catalogue.ts';
import { type FilterName, LABEL_OF_FILTER, LEVELS, type MetricLevel } from './levels.data.ts';
import type { Ranking } from './metric-rows.ts';
import { MAX_NAMES, matchesNames, type NameList } from './name-pattern.ts';

/** What is asked: several named metrics of one level. */
export interface NamedMetricsQuestion {
  readonly level: MetricLevel;
  /**
   * Ids, in which `*` stands for any run of characters (of the level's metrics; of metering only
   * after `meter_`); null for all of the level without metering.
   */
  readonly metrics: readonly string[] | null;
  readonly filters: ReadonlyMap<FilterName, NameList>;
  /**
   * Exact rows, each with all labels of the level, e.g. namespace and pod; null for no such
   * restriction. Unlike filters they are pairs: no cross product of namespaces and pods is answered.
   */
  readonly resources: readonly Labels[] | null;
  readonly time: QueryTime;
  /** Null: rows are ordered by name. */
  readonly ranking: Ranking | null;
  /** From 1. */
  readonly page: number;
  /** Rows per page, 1 to 500. */
  readonly pageSize: number;
  /** Also read what else is known of the page's rows, such as the node of a pod. */
  readonly withDetails: boolean;
}

/** A question that was found possible, with `resources` turned into filters. */
export interface CheckedQuestion extends Omit<NamedMetricsQuestion, 'metrics'> {
  readonly metrics: readonly string[];
  /** Keys of the rows that may be answered; null for all. */
  readonly allowedRows: ReadonlySet<string> | null;
}

const MAX_METRICS = 100;
const MAX_PAGE_SIZE = 500;
/** Longest names of all filters together, in UTF-16 units; a query holds half of that. */
const MAX_NAMES_LENGTH = 65_536;
/** Begins the names of metering. */
const METERING = 'meter_';
/** Prometheus answers no more points per series. */
export const MAX_POINTS = 11_000;

/** @throws AppError `invalid` for what makes the whole question senseless, not just one metric */
export function checkQuestion(question: NamedMetricsQuestion): CheckedQuestion {
  const metrics = [
    ...new Set(
      question.metrics?.flatMap((id) => idsLike(id, question.level)) ?? idsOf(question.level),
    ),
  ];
  if (metrics.length === 0) throw invalid('no metric is asked for');
  if (metrics.length > MAX_METRICS)
    throw invalid(`${metrics.length} metrics are asked for, at most ${MAX_METRICS} are allowed`);
  checkFilters(question);
  checkTime(question.time);
  checkPage(question, metrics);
  const { resources } = question;
  const filters = new Map([...question.filters, ...resourceFilters(question)]);
  checkLength(filters);
  return {
    ...question,
    metrics,
    filters,
    allowedRows: resources === null ? null : new Set(resources.map(resourceKey(question.level))),
  };
}

function idsOf(level: MetricLevel): readonly string[] {
  return metricsOfLevel(level).map(({ id }) => id);
}

/** What a name stands for; one that fits nothing stays, and is answered with its own error. */
function idsLike(name: string, level: MetricLevel): readonly string[] {
  if (!name.includes('*')) return [name];
  const ids = name.startsWith(METERING) ? meteringOf(level) : idsOf(level);
  const fitting = ids.filter((id) => matchesNames(id, [name]));
  return fitting.length === 0 ? [name] : fitting;
}

function meteringOf(level: MetricLevel): readonly string[] {
  return NAMED_METRICS.filter((metric) => metric.level === level && metric.metering).map(
    ({ id }) => id,
  );
}

function checkFilters({ level, filters }: NamedMetricsQuestion): void {
  const known = LEVELS[level].filters;
  for (const filter of filters.keys()) {
    if (known.includes(filter)) continue;
    const choices = known.length === 0 ? 'none' : known.join(', ');
    throw invalid(`level ${level} has no filter ${filter}; it takes: ${choices}`);
  }
}

/** They are written into every query: before that is tried for each, they must have a chance to fit. */
function checkLength(filters: ReadonlyMap<FilterName, NameList>): void {
  const length = [...filters.values()].flat().reduce((sum, name) => sum + name.length, 0);
  if (length <= MAX_NAMES_LENGTH) return;
  throw new AppError(
    'unprocessable',
    `the names have ${length} characters together, more than the ${MAX_NAMES_LENGTH} allowed; name fewer`,
  );
}

/** @throws AppError `invalid` for what is no time, or has too many steps */
export function checkTime(time: QueryTime): void {
  if (time.kind === 'instant') {
    if (!Number.isFinite(time.atMs)) throw invalid('the time is no instant');
    return;
  }
  const { startMs, endMs, stepMs } = time;
  if (![startMs, endMs, stepMs].every(Number.isFinite)) throw invalid('the range is no range');
  if (stepMs < 1) throw invalid('the step must be at least a millisecond');
  if (endMs < startMs) throw invalid('the range ends before it starts');
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  if (points > MAX_POINTS)
    throw invalid(`the range has ${points} steps, more than the ${MAX_POINTS} allowed`);
}

function checkPage(
  { page, pageSize, ranking }: NamedMetricsQuestion,
  metrics: readonly string[],
): void {
  if (!Number.isInteger(page) || page < 1) throw invalid('pages are counted from 1');
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MAX_PAGE_SIZE)
    throw invalid(`a page has 1 to ${MAX_PAGE_SIZE} rows`);
  if (ranking === null || metrics.includes(ranking.by)) return;
  const known = findNamedMetric(ranking.by) === undefined ? 'does not exist' : 'is not asked for';
  throw invalid(`rows cannot be ordered by ${ranking.by}, which ${known}`);
}

function resourceFilters({
  level,
  filters,
  resources,
}: NamedMetricsQuestion): readonly [FilterName, NameList][] {
  if (resources === null) return [];
  if (resources.length === 0 || resources.length > MAX_NAMES)
    throw invalid(`1 to ${MAX_NAMES} resources can be named, not ${resources.length}`);
  const named = LEVELS[level].filters.filter((filter) =>
    LEVELS[level].labels.includes(LABEL_OF_FILTER[filter]),
  );
  if (named.length === 0) throw invalid(`level ${level} has no resources to name`);
  const both = named.find((filter) => filters.has(filter));
  if (both !== undefined) throw invalid(`${both} is given as a filter and in the resources`);
  return named.map((filter): [FilterName, NameList] => {
    const values = resources.map((labels) => labelValue(labels, LABEL_OF_FILTER[filter]));
    return [filter, [...new Set(values)].sort()];
  });
}

function labelValue(labels: Labels, name: string): string {
  const value = labels.get(name);
  if (value === undefined) throw invalid(`a resource is named without its ${name}`);
  if (value.includes('*')) throw invalid(`a resource is named exactly, not as ${value}`);
  return value;
}

/** The key of a row among the resources: its labels of the level, without any others. */
export function resourceKey(level: MetricLevel): (labels: Labels) => string {
  const names: readonly string[] = LEVELS[level].labels;
  return (labels) => labelsKey(labelsFrom([...labels].filter(([name]) => names.includes(name))));
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
