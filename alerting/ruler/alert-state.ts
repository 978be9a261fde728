import type { Labels } from '../../platform/model/labels.ts';
import type { AlertState } from '../sinks/rule-sink.ts';

/** An element of a rule's result, with its texts expanded. */
export interface FoundAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number;
}

/** An alert as it is remembered between evaluations. Instants are those of evaluations. */
export interface ActiveAlert extends FoundAlert {
  /** `inactive`: it fired and is over, and is kept for a while so that its end is told. */
  readonly state: AlertState;
  readonly activeAtMs: number;
  readonly firedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  /** Since when only `keepFiringForMs` holds it. */
  readonly keepFiringSinceMs: number | null;
  readonly lastSentAtMs: number | null;
}

/** By `labelsKey`. */
export type ActiveAlerts = ReadonlyMap<string, ActiveAlert>;

export interface AlertTiming {
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** How long an alert that is over is still told about. */
const RESOLVED_KEPT_MS = 15 * 60_000;

/**
 * The alerts of a rule after an evaluation that found these.
 *
 * New ones are pending, and fire once they have been there for `forMs` (at once for 0). Of those
 * that are found no more, pending ones are forgotten; firing ones go on for `keepFiringForMs`, then
 * are inactive and forgotten 15 minutes later. One that comes back after its end begins anew.
 *
 * @see https://github.com/prometheus/prometheus/blob/v2.54.0/rules/alerting.go `AlertingRule.Eval`
 */
export function stepAlerts(
  before: ActiveAlerts,
  found: ReadonlyMap<string, FoundAlert>,
  timing: AlertTiming,
  atMs: number,
): ActiveAlerts {
  const after = new Map<string, ActiveAlert>();
  for (const [key, alert] of before) {
    if (found.has(key)) continue;
    const next = afterAbsence(alert, timing, atMs);
    if (next !== null) after.set(key, next);
  }
  for (const [key, one] of found) {
    after.set(key, fireWhenDue(seenAgain(before.get(key), one, atMs), timing, atMs));
  }
  return after;
}

/** Pending and firing ones: what counts against a rule's limit. */
export function countLive(alerts: ActiveAlerts): number {
  let live = 0;
  for (const alert of alerts.values()) if (alert.state !== 'inactive') live += 1;
  return live;
}

function seenAgain(known: ActiveAlert | undefined, one: FoundAlert, atMs: number): ActiveAlert {
  if (known !== undefined && known.state !== 'inactive') {
    const { value, annotations } = one;
    return { ...known, value, annotations, keepFiringSinceMs: null };
  }
  return {
    ...one,
    state: 'pending',
    activeAtMs: atMs,
    firedAtMs: null,
    resolvedAtMs: null,
    keepFiringSinceMs: null,
    lastSentAtMs: null,
  };
}

function fireWhenDue(alert: ActiveAlert, { forMs }: AlertTiming, atMs: number): ActiveAlert {
  if (alert.state !== 'pending' || atMs - alert.activeAtMs < forMs) return alert;
  return { ...alert, state: 'firing', firedAtMs: atMs };
}

/** Null: forgotten. */
function afterAbsence(alert: ActiveAlert, timing: AlertTiming, atMs: number): ActiveAlert | null {
  if (alert.state === 'pending') return null;
  if (alert.state === 'inactive') {
    const isOld = alert.resolvedAtMs !== null && atMs - alert.resolvedAtMs > RESOLVED_KEPT_MS;
    return isOld ? null : alert;
  }
  const keepFiringSinceMs = timing.keepFiringForMs > 0 ? (alert.keepFiringSinceMs ?? atMs) : null;
  const isHeld = keepFiringSinceMs !== null && atMs - keepFiringSinceMs < timing.keepFiringForMs;
  if (isHeld) return { ...alert, keepFiringSinceMs };
  return { ...alert, keepFiringSinceMs, state: 'inactive', resolvedAtMs: atMs };
}
