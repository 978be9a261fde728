import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Incident } from '../incidents/incident.ts';
import { ownOver } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { AlertPipeline } from '../pipeline.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { StatusBook } from '../sinks/status-book.ts';
import { type FoundTrouble, findTroubles } from './find-troubles.ts';
import { settlingMs } from './judge-rule.ts';
import { troubleObserved } from './trouble-incident.ts';
import { TROUBLE_SOURCE } from './trouble-source.ts';
import type { TroubleLanguage } from './trouble-words.ts';

export interface RuleWatchParts {
  readonly rules: RuleBook;
  readonly statuses: Pick<StatusBook, 'onCluster' | 'clusters' | 'problems'>;
  readonly pipeline: Pick<AlertPipeline, 'observe' | 'openFrom'>;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly languageOf: (owner: string) => TroubleLanguage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** How often all rules are judged. */
const EVERY_MS = 10_000;
/** After a start, and after a standstill, nothing is raised for so long: first everything is looked at. */
const QUIET_MS = 3 * 60_000;
const STANDSTILL_MS = 60_000;

/**
 * Raises an incident to the owner of a rule that fails, lags or is refused, and to the platform when
 * the rules of a cluster cannot be delivered or have no data to ask; ends it when all has been well
 * for a while.
 */
export class RuleWatch {
  readonly loop: RunningLoop;
  readonly #parts: RuleWatchParts;
  #quietUntilMs = 0;
  #judgedAtMs: number | null = null;
  /** Since when what an open incident is about has been well, by the incident's key. */
  readonly #wellSinceMs = new Map<string, number>();

  constructor(parts: RuleWatchParts) {
    this.#parts = parts;
    const { clock, logger, random } = parts;
    const run = async () => {
      await this.judge();
      return EVERY_MS;
    };
    this.loop = createRunningLoop({ name: 'rule-watch', run, clock, logger, random });
  }

  /** Judges all rules once. Rejects as `AlertPipeline.observe` does; the next time tries again. */
  async judge(): Promise<void> {
    const { clock, pipeline } = this.#parts;
    const nowMs = clock.nowMs();
    const isStart = this.#judgedAtMs === null || nowMs - this.#judgedAtMs > STANDSTILL_MS;
    if (isStart) {
      this.#quietUntilMs = nowMs + QUIET_MS;
      this.#wellSinceMs.clear();
    }
    this.#judgedAtMs = nowMs;
    if (nowMs < this.#quietUntilMs) return;
    const found = findTroubles(this.#parts, nowMs);
    const open = new Map(
      pipeline.openFrom(TROUBLE_SOURCE).map((incident) => [incident.key, incident]),
    );
    const raised = [...found.troubles.values()].filter(({ subject }) => !open.has(subject.key));
    const ended = [...open.values()].flatMap((incident) => this.#ended(incident, found, nowMs));
    for (const key of this.#wellSinceMs.keys()) if (!open.has(key)) this.#wellSinceMs.delete(key);
    const work = [...raised.map((trouble) => this.#raise(trouble, nowMs)), ...ended];
    if (work.length > 0) await pipeline.observe(work);
  }

  #raise({ subject, text, sinceMs }: FoundTrouble, nowMs: number): IncidentWork {
    return troubleObserved(subject, text, this.#parts.ladderOf(subject.owner), { sinceMs, nowMs });
  }

  #ended(
    incident: Incident,
    { troubles, unclear }: ReturnType<typeof findTroubles>,
    nowMs: number,
  ): readonly IncidentWork[] {
    const { key, ruleId, cluster } = incident;
    const rule = ruleId === null ? undefined : this.#parts.rules.get(ruleId);
    const gone = ruleId === null ? null : whyGone(rule, this.#isOn(ruleId, cluster));
    if (gone !== null) return [ownOver(incident, gone, nowMs)];
    if (troubles.has(key) || unclear.has(key)) {
      this.#wellSinceMs.delete(key);
      return [];
    }
    const sinceMs = this.#wellSinceMs.get(key) ?? nowMs;
    this.#wellSinceMs.set(key, sinceMs);
    const isOver = nowMs - sinceMs >= settlingMs(rule ?? { intervalMs: 0 });
    return isOver ? [ownOver(incident, 'recovered', nowMs)] : [];
  }

  #isOn(ruleId: string, cluster: string): boolean {
    return this.#parts.statuses.onCluster(cluster).has(ruleId);
  }
}

function whyGone(
  rule: Rule | undefined,
  isOnCluster: boolean,
): 'rule_deleted' | 'rule_disabled' | 'rule_narrowed' | null {
  if (rule === undefined) return 'rule_deleted';
  if (!rule.enabled) return 'rule_disabled';
  return isOnCluster ? null : 'rule_narrowed';
}
