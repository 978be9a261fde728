/** An incident as far as figures need it. Instants are Unix milliseconds. */
export interface Measured {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly ruleId: string | null;
  readonly severity: string;
  readonly startedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly acknowledgedAtMs: number | null;
}

/** Mean, middle and slowest tenth, in milliseconds; null where there is nothing to measure. */
export interface Durations {
  readonly count: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

export interface PeriodFigures {
  readonly incidents: number;
  readonly resolved: number;
  readonly acknowledged: number;
  /** From the start to the first person on it. */
  readonly toAcknowledge: Durations;
  /** From the start to the end. */
  readonly toResolve: Durations;
}

export interface Noisy {
  readonly ruleId: string | null;
  readonly title: string;
  readonly count: number;
  readonly firingMs: number;
}

/** An alert that comes and goes: `times` incidents of the same rule and labels. */
export interface Flapping {
  readonly latestId: string;
  readonly title: string;
  readonly ruleId: string | null;
  readonly times: number;
}

export interface Lasting {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly startedAtMs: number;
}

/** Incidents recorded in one hour, by severity. */
export interface HourOfDay {
  readonly fromMs: number;
  readonly bySeverity: ReadonlyMap<string, number>;
}

export interface Analytics {
  readonly period: PeriodFigures;
  /** The same length of time before. */
  readonly before: PeriodFigures;
  readonly noisiest: readonly Noisy[];
  readonly flapping: readonly Flapping[];
  readonly longestOpen: readonly Lasting[];
  /** 24, oldest first, up to the end of the period. */
  readonly strip: readonly HourOfDay[];
}

const MOST = 10;
const HOUR_MS = 3_600_000;
/** So many incidents of one alert within the period are flapping. */
const FLAPS = 3;

/** The figures of a period. Pure: everything is given. */
export function analyse(given: {
  readonly period: readonly Measured[];
  readonly before: readonly Measured[];
  readonly open: readonly Measured[];
  /** End of the period, exclusive. */
  readonly toMs: number;
  readonly nowMs: number;
}): Analytics {
  const { period, before, open, toMs, nowMs } = given;
  return {
    period: figuresOf(period),
    before: figuresOf(before),
    noisiest: noisiestOf(period, Math.min(nowMs, toMs)),
    flapping: flappingOf(period),
    longestOpen: [...open]
      .sort((a, b) => a.startedAtMs - b.startedAtMs)
      .slice(0, MOST)
      .map(({ id, title, severity, startedAtMs }) => ({ id, title, severity, startedAtMs })),
    strip: stripOf(period, toMs),
  };
}

function figuresOf(incidents: readonly Measured[]): PeriodFigures {
  const toAcknowledge: number[] = [];
  const toResolve: number[] = [];
  for (const { startedAtMs, acknowledgedAtMs, resolvedAtMs } of incidents) {
    if (acknowledgedAtMs !== null) toAcknowledge.push(Math.max(0, acknowledgedAtMs - startedAtMs));
    if (resolvedAtMs !== null) toResolve.push(Math.max(0, resolvedAtMs - startedAtMs));
  }
  return {
    incidents: incidents.length,
    resolved: toResolve.length,
    acknowledged: toAcknowledge.length,
    toAcknowledge: durationsOf(toAcknowledge),
    toResolve: durationsOf(toResolve),
  };
}

function durationsOf(values: readonly number[]): Durations {
  const count = values.length;
  if (count === 0) return { count, meanMs: null, medianMs: null, p90Ms: null };
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(count - 1, Math.ceil(share * count) - 1)] ?? null;
  const sum = sorted.reduce((all, each) => all + each, 0);
  return { count, meanMs: Math.round(sum / count), medianMs: at(0.5), p90Ms: at(0.9) };
}

function noisiestOf(incidents: readonly Measured[], untilMs: number): readonly Noisy[] {
  const rules = new Map<string, { latest: Measured; count: number; firingMs: number }>();
  for (const incident of incidents) {
    const key = incident.ruleId ?? `title ${incident.title}`;
    const known = rules.get(key) ?? { latest: incident, count: 0, firingMs: 0 };
    known.count += 1;
    known.firingMs += Math.max(0, (incident.resolvedAtMs ?? untilMs) - incident.startedAtMs);
    if (incident.id > known.latest.id) known.latest = incident;
    rules.set(key, known);
  }
  return [...rules.values()]
    .sort((a, b) => b.count - a.count || b.firingMs - a.firingMs)
    .slice(0, MOST)
    .map(({ latest, count, firingMs }) => {
      const { ruleId, title } = latest;
      return { ruleId, title, count, firingMs };
    });
}

function flappingOf(incidents: readonly Measured[]): readonly Flapping[] {
  const alerts = new Map<string, { latest: Measured; times: number }>();
  for (const incident of incidents) {
    const known = alerts.get(incident.key) ?? { latest: incident, times: 0 };
    known.times += 1;
    if (incident.id > known.latest.id) known.latest = incident;
    alerts.set(incident.key, known);
  }
  return [...alerts.values()]
    .filter(({ times }) => times >= FLAPS)
    .sort((a, b) => b.times - a.times)
    .slice(0, MOST)
    .map(({ latest: { id, title, ruleId }, times }) => ({ latestId: id, title, ruleId, times }));
}

function stripOf(incidents: readonly Measured[], toMs: number): readonly HourOfDay[] {
  const firstMs = toMs - 24 * HOUR_MS;
  const hours = Array.from({ length: 24 }, (_, index) => ({
    fromMs: firstMs + index * HOUR_MS,
    bySeverity: new Map<string, number>(),
  }));
  for (const { startedAtMs, severity } of incidents) {
    const hour = hours[Math.floor((startedAtMs - firstMs) / HOUR_MS)];
    hour?.bySeverity.set(severity, (hour.bySeverity.get(severity) ?? 0) + 1);
  }
  return hours;
}
