import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Channel, ChannelLanguage } from '../channels/channel.ts';
import type { Incident } from '../incidents/incident.ts';
import { ownOver } from '../incidents/own-incident.ts';
import type { AlertPipeline } from '../pipeline.ts';
import { CHANNEL_SOURCE, suspended, suspensionKey } from './suspension-incident.ts';

export interface SuspensionWatchParts {
  readonly channels: { all(): Iterable<Channel> };
  readonly pipeline: Pick<AlertPipeline, 'observe' | 'openFrom'>;
  /** Rungs of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly languageOf: (owner: string) => ChannelLanguage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

const EVERY_MS = 5_000;

/**
 * Raises an incident while the service keeps a channel switched off, and ends it when people have
 * switched it on or deleted it. It is made from what is stored, so that no notice is lost with a
 * process.
 */
export function suspensionWatch(parts: SuspensionWatchParts): RunningLoop {
  const { clock, logger, random } = parts;
  const run = async () => {
    await judgeChannels(parts);
    return EVERY_MS;
  };
  return createRunningLoop({ name: 'suspended-channels', run, clock, logger, random });
}

/** The open incident that says that the channel is switched off; undefined: there is none yet, or no more. */
export function openSuspension(
  pipeline: Pick<AlertPipeline, 'openFrom'>,
  channel: Pick<Channel, 'owner' | 'id'>,
): Incident | undefined {
  const key = suspensionKey(channel);
  return pipeline.openFrom(CHANNEL_SOURCE).find((one) => one.key === key);
}

/** Rejects as `AlertPipeline.observe` does; the next time tries again. */
async function judgeChannels(parts: SuspensionWatchParts): Promise<void> {
  const { channels, pipeline, ladderOf, languageOf, clock } = parts;
  const nowMs = clock.nowMs();
  const open = new Map(pipeline.openFrom(CHANNEL_SOURCE).map((one) => [one.key, one]));
  const raised = [];
  for (const channel of channels.all()) {
    if (channel.enabled || channel.disabledReason === null) continue;
    if (open.delete(suspensionKey(channel))) continue;
    const { owner, disabledReason } = channel;
    const summary = WORDS[languageOf(owner)](channel.name, disabledReason);
    raised.push(suspended(channel, summary, { ladder: ladderOf(owner), nowMs }));
  }
  const ended = [...open.values()].map((incident) => ownOver(incident, 'recovered', nowMs));
  const work = [...raised, ...ended];
  if (work.length > 0) await pipeline.observe(work);
}

const WORDS: Readonly<Record<ChannelLanguage, (name: string, reason: string) => string>> = {
  en: (name, reason) =>
    `The channel ${name} was switched off (${reason}): its messages are kept and not sent. Repair the receiver, send a test, and resume the channel.`,
  zh: (name, reason) =>
    `通知渠道 ${name} 已被停用（${reason}）：消息会保留但不发送。请修复接收方、发送测试，然后恢复该渠道。`,
};
