import type { SendAlerts, SentAlert } from '../../../alerting/ruler/send-alerts.ts';
import type { ShareAnswer, SharePoll } from '../../../alerting/ruler/shared/share-messages.ts';
import type { MemberCalls } from './member-calls.ts';
import type { OwnerClient } from './owner-client.ts';
import { pack, unpack } from './sealed-speech.ts';

/** What rules that members evaluate need of the owner. */
export interface RulerOwner {
  poll(poll: SharePoll): ShareAnswer;
  readonly send: SendAlerts;
}

const POLL = 'rule-groups';
const ALERTS = 'alerts';
const POLL_TIMEOUT_MS = 3_000;
const SEND_TIMEOUT_MS = 30_000;

/** Answers members of this version; others have no rule groups. */
export function answerRulers(calls: MemberCalls, version: string, owner: RulerOwner): void {
  const never = new AbortController().signal;
  calls.on(POLL, async (body) => pack(version, owner.poll(unpack<SharePoll>(body, version))));
  calls.on(ALERTS, async (body) => {
    const { cluster, alerts } = unpack<PostedAlerts>(body, version);
    await owner.send.send(cluster, alerts, never);
    return pack(version, null);
  });
}

/** The same from the side of a member. */
export function askOwner(client: OwnerClient, version: string) {
  const poll = async (said: SharePoll, signal: AbortSignal): Promise<ShareAnswer> =>
    unpack(await client.call(POLL, pack(version, said), signal, POLL_TIMEOUT_MS), version);
  const send: SendAlerts['send'] = async (cluster, alerts, signal) => {
    const said: PostedAlerts = { cluster, alerts };
    await client.call(ALERTS, pack(version, said), signal, SEND_TIMEOUT_MS);
  };
  return { poll, send: { send } };
}

interface PostedAlerts {
  readonly cluster: string;
  readonly alerts: readonly SentAlert[];
}
