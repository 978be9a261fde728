import type { MonitorLimits } from './monitor.ts';
import type { MonitorsConfig } from './monitors-config.ts';

/** What applies: what the monitor asks for, and never more than the administrator allows. */
export function limitsOf(asked: MonitorLimits, config: MonitorsConfig): MonitorLimits {
  const least = (wanted: number, most: number) => (wanted === 0 ? most : Math.min(wanted, most));
  return {
    samples: least(asked.samples, config.sampleLimit),
    targets: least(asked.targets, config.targetLimit),
    labels: least(asked.labels, config.labelLimit),
    labelNameLength: least(asked.labelNameLength, config.labelNameLengthLimit),
    labelValueLength: least(asked.labelValueLength, config.labelValueLengthLimit),
  };
}
