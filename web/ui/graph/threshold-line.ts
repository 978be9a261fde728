import type { SeverityStep } from '../../../platform/model/severity-step.ts';

/** A line across the graph at a level's threshold, in the colour of its severity. */
export interface ThresholdLine {
  readonly value: number;
  readonly step: SeverityStep;
  readonly word: string;
}
