import type { Clock } from '../../platform/clock/clock.ts';
import type { ChannelKind, ChannelSecrets } from '../notify/channel-kind.ts';
import { exampleNotification } from '../notify/example-notification.ts';
import type { ChannelSettings } from './channel.ts';
import type { ChannelDraft } from './channel-draft.ts';

/** What became of a test message. `detail` holds no secrets. */
export interface ChannelTestResult {
  readonly outcome: 'sent' | 'failed';
  readonly detail: string;
  readonly durationMs: number;
}

export interface ChannelTest {
  readonly kind: ChannelKind;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly deliveryId: string;
  readonly owner: string;
  readonly draft: Pick<ChannelDraft, 'name' | 'language' | 'templates'>;
  readonly settings: ChannelSettings;
  readonly secrets: ChannelSecrets;
  readonly timeZone: string;
}

/** One attempt with the very code that sends real messages; nothing of it is stored here. */
export async function testChannel(test: ChannelTest): Promise<ChannelTestResult> {
  const { kind, clock, draft } = test;
  const startMs = clock.monotonicMs();
  const timeout = new AbortController();
  const timer = clock.after(test.timeoutMs, () => timeout.abort(new Error('timeout')));
  const outcome = await kind.send(
    {
      deliveryId: test.deliveryId,
      notification: exampleNotification(test.owner, clock.nowMs()),
      channelId: test.deliveryId,
      channelName: draft.name,
      language: draft.language,
      settings: test.settings,
      secrets: test.secrets,
      timeZone: test.timeZone,
      links: { incident: null, rule: null },
      ...(draft.templates === undefined ? {} : { templates: draft.templates }),
    },
    timeout.signal,
  );
  timer.cancel();
  const durationMs = Math.round(clock.monotonicMs() - startMs);
  if (outcome.kind === 'sent') return { outcome: 'sent', detail: outcome.detail, durationMs };
  return { outcome: 'failed', detail: `${outcome.reason}: ${outcome.detail}`, durationMs };
}
