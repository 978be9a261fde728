import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { ChannelLanguage } from '../channels/channel.ts';
import { ownOver } from '../incidents/own-incident.ts';
import type { AlertPipeline } from '../pipeline.ts';
import type { IncidentQuota } from './incident-quota.ts';
import { QUOTA_SOURCE, type QuotaNotice, quotaKey, quotaUsedUp } from './quota-incident.ts';

export interface QuotaWatchParts {
  readonly quota: IncidentQuota;
  readonly pipeline: Pick<AlertPipeline, 'observe' | 'openFrom'>;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly languageOf: (owner: string) => ChannelLanguage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

const EVERY_MS = 5_000;
/** Senders say about every minute what fires: after so long without a refusal there is room again. */
const QUIET_MS = 10 * 60_000;

/**
 * Raises an incident of a tenant while alerts are refused because it has all the open incidents that it
 * may have, and ends it when none was refused for ten minutes, of this process or since it started.
 */
export function quotaWatch(parts: QuotaWatchParts): RunningLoop {
  const { clock, logger, random } = parts;
  const sinceMs = clock.nowMs();
  const run = async () => {
    await judgeQuotas(parts, sinceMs);
    return EVERY_MS;
  };
  return createRunningLoop({ name: 'incident-quotas', run, clock, logger, random });
}

/** Rejects as `AlertPipeline.observe` does; the next time tries again. */
async function judgeQuotas(parts: QuotaWatchParts, sinceMs: number): Promise<void> {
  const { quota, pipeline, ladderOf, languageOf, clock, logger } = parts;
  const nowMs = clock.nowMs();
  const open = new Map(pipeline.openFrom(QUOTA_SOURCE).map((one) => [one.key, one]));
  const raised = [];
  for (const [owner, { lastAtMs }] of quota.refused) {
    if (nowMs - lastAtMs >= QUIET_MS) quota.forget(owner);
    else if (!open.has(quotaKey(owner))) {
      logger.warn(
        { owner, most: quota.most },
        'alerts refused: the owner has all its open incidents',
      );
      const notice = WORDS[languageOf(owner)](quota.most);
      raised.push(quotaUsedUp(owner, notice, { ladder: ladderOf(owner), nowMs }));
    }
  }
  const over = [...open.values()].filter(
    ({ owner }) => !quota.refused.has(owner) && nowMs - sinceMs >= QUIET_MS,
  );
  const work = [...raised, ...over.map((incident) => ownOver(incident, 'recovered', nowMs))];
  if (work.length > 0) await pipeline.observe(work);
}

const WORDS: Readonly<Record<ChannelLanguage, (most: number) => QuotaNotice>> = {
  en: (most) => ({
    title: 'Alerts refused: too many open incidents',
    summary: `The tenant has ${most} open incidents, the most that it may have. New alerts are refused until some of them end; what is open goes on and ends as before. Look for a rule that makes an incident of each of very many series.`,
  }),
  zh: (most) => ({
    title: '告警被拒绝：未恢复的事件过多',
    summary: `该租户已有 ${most} 个未恢复的事件，达到上限。在部分事件恢复之前，新的告警会被拒绝；已有事件照常更新和恢复。请检查是否有规则为大量时间序列逐一产生事件。`,
  }),
};
