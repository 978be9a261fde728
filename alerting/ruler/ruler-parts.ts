import type { Clock } from '../../platform/clock/clock.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { AskQuery } from './ask-query.ts';
import type { KeptAlerts } from './kept-alerts.ts';
import type { ReadAlertState } from './read-alert-state.ts';
import type { InTurn, TurnBounds } from './rule-turns.ts';
import type { RulerMetrics } from './ruler-metrics.ts';
import type { SendAlerts } from './send-alerts.ts';
import type { Templates } from './templates.ts';
import type { WriteSamples } from './write-samples.ts';

export interface RulerSettings {
  /** Address of this service, without a trailing slash. */
  readonly externalUrl: string;
  /** `$externalLabels`; added to alerts that have no such labels of their own. */
  readonly externalLabels: Labels;
  /** How many questions of rules are under way at the same time. */
  readonly turns: TurnBounds;
  /** No question of a rule takes longer, whatever its interval. */
  readonly maxQueryMs: number;
  readonly resendDelayMs: number;
  /** What alerts were is not believed after a longer outage. */
  readonly outageToleranceMs: number;
  readonly forGracePeriodMs: number;
  /** Evaluations of each rule that are kept for people to look at. */
  readonly evaluationsKept: number;
}

/** All but the address as Prometheus has them by default. */
export const DEFAULT_RULER_SETTINGS: Omit<RulerSettings, 'externalUrl'> = {
  externalLabels: new Map(),
  turns: { atOnce: 32, perCluster: 4, perOwner: 2 },
  maxQueryMs: 2 * 60_000,
  resendDelayMs: 60_000,
  outageToleranceMs: 60 * 60_000,
  forGracePeriodMs: 10 * 60_000,
  evaluationsKept: 10,
};

/** What the composition root gives. */
export interface RulerParts {
  readonly ask: AskQuery;
  readonly write: WriteSamples;
  /** Of clusters that take samples; the others are read from `kept`. */
  readonly alertState: ReadAlertState;
  readonly kept: KeptAlerts;
  readonly send: SendAlerts;
  readonly templates: Templates;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: RulerSettings;
}

/** Within the room: what the runners of all groups share. */
export interface RunnerParts extends RulerParts {
  readonly metrics: RulerMetrics;
  readonly inTurn: InTurn;
}
