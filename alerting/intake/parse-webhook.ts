import { AppError } from '../../platform/errors/app-error.ts';
import { type IntakeLimits, type ParsedPost, parseAlerts } from './parse-alerts.ts';

/** Ten years: what a webhook said to fire ends when it says so, or when a person does. */
const UNTIL_TOLD_MS = 10 * 365 * 86_400_000;

/** Whether a level fires until its source, or a person, says otherwise: it came in a notification. */
export function isUntilTold(level: {
  readonly endsAtMs: number;
  readonly endsAtIsTimeout: boolean;
  readonly lastSeenAtMs: number;
}): boolean {
  return level.endsAtIsTimeout && level.endsAtMs - level.lastSeenAtMs >= UNTIL_TOLD_MS / 2;
}

/**
 * Reads the decoded body of a notification of Alertmanager, version 4. Each of its alerts is read as
 * one that was posted, but a firing one does not end by itself: the notification comes again only
 * after the sender's repeat interval, or never.
 *
 * @throws AppError `invalid` when the body is no such notification, `too_large` when it is too long.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function parseWebhook(body: unknown, nowMs: number, limits: IntakeLimits): ParsedPost {
  if (!isObject(body) || !Array.isArray(body.alerts)) {
    throw new AppError('invalid', 'The body must be a notification of Alertmanager, version 4.');
  }
  if (body.version !== '4') {
    const version = JSON.stringify(body.version) ?? 'none';
    throw new AppError('invalid', `Notifications of version 4 are taken, not ${version}.`);
  }
  const alerts = body.alerts.map(withoutEndWhileFiring);
  const read = parseAlerts(alerts, nowMs, { ...limits, resolveTimeoutMs: UNTIL_TOLD_MS });
  const truncated = Number(body.truncatedAlerts ?? 0);
  if (!(truncated > 0)) return read;
  const lost = `the sender left out ${truncated} alerts: set its max_alerts to 0`;
  return { ...read, errors: [...read.errors, lost] };
}

/** Senders put their own time-out into `endsAt` of a firing alert, and not all the zero time. */
function withoutEndWhileFiring(alert: unknown): unknown {
  if (!isObject(alert) || alert.status !== 'firing') return alert;
  return { ...alert, endsAt: undefined };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
