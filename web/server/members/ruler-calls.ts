import { deserialize, serialize } from 'node:v8';
import type { SendAlerts, SentAlert } from '../../../alerting/ruler/send-alerts.ts';
import type { ShareAnswer, SharePoll } from '../../../alerting/ruler/shared/share-messages.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { MemberCalls } from './member-calls.ts';
import type { OwnerClient } from './owner-client.ts';

/** What rules that members evaluate need of the owner. */
export interface RulerOwner {
  poll(poll: SharePoll): ShareAnswer;
  readonly send: SendAlerts;
}

const POLL = 'rule-groups';
const ALERTS = 'alerts';
const POLL_TIMEOUT_MS = 3_000;
const SEND_TIMEOUT_MS = 30_000;

/**
 * What goes between members is a copy of memory (`node:v8`), and only of members of the same program:
 * both sides are compiled against the same types. The seal says that it comes from one.
 */
interface Sealed<T> {
  readonly version: string;
  readonly said: T;
}

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

function pack<T>(version: string, said: T): Buffer {
  const sealed: Sealed<T> = { version, said };
  return serialize(sealed);
}

/** @throws AppError `conflict` for what another version of the program has said. */
function unpack<T>(body: Buffer, version: string): T {
  const value: unknown = deserialize(body);
  if (typeof value === 'object' && value !== null && 'version' in value && 'said' in value) {
    // Of the same program, by its seal and version.
    if (value.version === version) return value.said as T;
  }
  throw new AppError('conflict', `this member is of another version than ${version}`);
}
