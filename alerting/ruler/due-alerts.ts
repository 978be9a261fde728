import { type Labels, labelsFrom, labelsToObject } from '../../platform/model/labels.ts';
import type { ActiveAlert, ActiveAlerts } from './alert-state.ts';
import type { SentAlert } from './send-alerts.ts';

export interface SendTiming {
  readonly intervalMs: number;
  readonly resendDelayMs: number;
}

/** What is added to every alert. */
export interface SendContext {
  /** Those that the alert has no value of its own for. */
  readonly externalLabels: Labels;
  readonly generatorUrl: string;
}

/**
 * Those that are to be sent at this evaluation, by key: firing ones when more than the resend delay
 * has passed since the last time, ends at once and then in the same rhythm, pending ones never.
 */
export function dueAlerts(
  alerts: ActiveAlerts,
  atMs: number,
  resendDelayMs: number,
): ReadonlyMap<string, ActiveAlert> {
  return new Map([...alerts].filter(([, alert]) => isDue(alert, atMs, resendDelayMs)));
}

function isDue(alert: ActiveAlert, atMs: number, resendDelayMs: number): boolean {
  const { state, resolvedAtMs, lastSentAtMs } = alert;
  if (state === 'pending') return false;
  if (lastSentAtMs === null) return true;
  if (resolvedAtMs !== null && resolvedAtMs > lastSentAtMs) return true;
  return lastSentAtMs + resendDelayMs < atMs;
}

/**
 * As Prometheus posts it. A firing one counts as over after four intervals (or resend delays, when
 * those are longer): two evaluations or posts may go wrong.
 */
export function sentAlert(
  alert: ActiveAlert,
  atMs: number,
  timing: SendTiming,
  { externalLabels, generatorUrl }: SendContext,
): SentAlert {
  const validUntilMs = atMs + 4 * Math.max(timing.intervalMs, timing.resendDelayMs);
  return {
    labels: labelsToObject(labelsFrom([...externalLabels, ...alert.labels])),
    annotations: labelsToObject(alert.annotations),
    startsAt: new Date(alert.firedAtMs ?? alert.activeAtMs).toISOString(),
    endsAt: new Date(alert.resolvedAtMs ?? validUntilMs).toISOString(),
    generatorURL: generatorUrl,
  };
}

/** The alerts with note taken that these keys were sent. */
export function markSent(
  alerts: ActiveAlerts,
  sent: ReadonlyMap<string, ActiveAlert>,
  atMs: number,
): ActiveAlerts {
  const marked = new Map(alerts);
  for (const [key, alert] of sent) {
    if (marked.get(key) === alert) marked.set(key, { ...alert, lastSentAtMs: atMs });
  }
  return marked;
}
