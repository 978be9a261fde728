import { type CurrentAlert, type CurrentAlerts, MAX_SHOWN_ALERTS } from './rule-sink.ts';

/** Counts alerts, and keeps the first of them to be shown: those that fire before pending ones. */
export function currentAlerts(alerts: readonly CurrentAlert[]): CurrentAlerts {
  const firing = alerts.filter(({ state }) => state === 'firing');
  const pending = alerts.filter(({ state }) => state === 'pending');
  return {
    pending: pending.length,
    firing: firing.length,
    first: [...firing, ...pending].slice(0, MAX_SHOWN_ALERTS),
  };
}
