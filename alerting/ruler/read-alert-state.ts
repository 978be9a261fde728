import type { Labels } from '../../platform/model/labels.ts';
import type { StoredForState } from './restore-alert.ts';

export interface AlertStateAsk {
  readonly cluster: string;
  readonly owner: string;
  /** `groupKeyOf` the rule's group. */
  readonly group: string;
  /** Value of `alertname`. */
  readonly alert: string;
  /** Unix milliseconds, both inclusive. */
  readonly minMs: number;
  readonly maxMs: number;
}

/** The newest sample of one series `ALERTS_FOR_STATE` in the time asked for. */
export interface AlertStateSeries extends StoredForState {
  /** With `alertname`, without `__name__`: those of the alert. */
  readonly labels: Labels;
}

/** Reads what alerts were before a restart. */
export interface ReadAlertState {
  /** Those of the alert's name. Rejects when they cannot be read now; it is asked again later. */
  read(ask: AlertStateAsk, signal: AbortSignal): Promise<readonly AlertStateSeries[]>;
}
