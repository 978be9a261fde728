import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { ActiveAlert, ActiveAlerts } from './alert-state.ts';

/** A value that a rule makes, for one series. */
export interface RuleSample {
  readonly labels: Labels;
  readonly value: number;
}

/** Name of the series that says since when an alert is active, in Unix seconds. */
const FOR_STATE_SERIES = 'ALERTS_FOR_STATE';
const ALERTS_SERIES = 'ALERTS';

/** `ALERTS` and `ALERTS_FOR_STATE` of the pending and firing ones. */
export function alertSamples(alerts: ActiveAlerts): readonly RuleSample[] {
  return [...alerts.values()].filter(({ state }) => state !== 'inactive').flatMap(samplesOf);
}

function samplesOf({ labels, state, activeAtMs }: ActiveAlert): readonly RuleSample[] {
  return [
    {
      labels: labelsFrom([...labels, ['__name__', ALERTS_SERIES], ['alertstate', state]]),
      value: 1,
    },
    {
      labels: labelsFrom([...labels, ['__name__', FOR_STATE_SERIES]]),
      value: Math.trunc(activeAtMs / 1_000),
    },
  ];
}
