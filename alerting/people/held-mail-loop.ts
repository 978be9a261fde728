import type { Clock } from '../../platform/clock/clock.ts';
import { backoffDelayMs } from '../../platform/lifecycle/backoff.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { TenancyTables } from '../../platform/tenancy/tables.ts';
import { type Hold, judgeHolds } from '../holding/hold.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentReader } from '../incidents/incident-reader.ts';
import type { OutgoingMessage, SendOutcome } from '../notify/channel-kind.ts';
import { notificationOf } from '../notify/notification-of.ts';
import { DEFAULT_RETRY_POLICY } from '../outbox/judge-delivery.ts';
import type { IncidentLinks } from '../outbox/outgoing-message.ts';
import type { HeldMailRow } from '../tables-people.ts';
import type { MailPeople } from './mail-people.ts';
import { PeopleSql } from './people-sql.ts';
import { commitLines, personLine } from './person-lines.ts';
import { quietUntil } from './quiet-hours.ts';
import { mailedAt, type Reachable, reachOf } from './reach.ts';
import type { SeeingPeople } from './seeing-people.ts';

const EVERY_MS = 15_000;
const AT_ONCE = 50;

export interface HeldMailParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly incidents: Pick<IncidentReader, 'byIds'>;
  readonly people: SeeingPeople;
  readonly mail: MailPeople;
  readonly holds: readonly Hold[];
  readonly links: IncidentLinks;
  readonly timeZoneOf: (owner: string) => string;
  readonly feed: EventFeed;
  readonly sendTimeoutMs: number;
}

/** The loop that mails people at the end of their quiet hours what fires still. */
export function heldMailLoop(parts: HeldMailParts): RunningLoop {
  const { state, clock, logger, random } = parts;
  const mails = new HeldMails(parts);
  const sql = new PeopleSql(state.dialect);
  return createRunningLoop({
    name: 'held-mails',
    clock,
    logger,
    random,
    run: async () => {
      const due = await state.all(sql.dueMails(clock.nowMs(), AT_ONCE));
      for (const row of due) await mails.settle(row);
      return due.length === AT_ONCE ? 250 : EVERY_MS;
    },
  });
}

/** What becomes of mails that were kept back. */
export class HeldMails {
  readonly #parts: HeldMailParts;
  readonly #sql: PeopleSql;

  constructor(parts: HeldMailParts) {
    this.#parts = parts;
    this.#sql = new PeopleSql(parts.state.dialect);
  }

  /** One mail whose time has come: sent, kept on, or dropped with its reason. */
  async settle(row: HeldMailRow): Promise<void> {
    const { state, incidents } = this.#parts;
    const [record] = await incidents.byIds([row.incident_id]);
    if (record === undefined) {
      await state.commit({ name: 'held_mail.end', statements: [this.#sql.endMail(row)] });
      return;
    }
    const { incident } = record;
    const purpose = incident.status === 'resolved' ? 'resolved' : firingOf(row.purpose);
    const message = this.#messageOf(row, incident, purpose);
    const whom = await this.#reach(row, incident);
    if (whom === null) {
      await this.#drop(row, message, 'no_longer_member', row.user_id);
      return;
    }
    const { name } = whom.person;
    if (purpose === 'resolved' && row.purpose !== 'resolved') {
      await this.#drop(row, message, 'resolved_before_told', name);
      return;
    }
    const untilMs = this.#heldOn(whom, incident, purpose);
    if (untilMs === null) await this.#send(row, message, whom);
    else await this.#move(row, { attempts: row.attempts, due_at_ms: untilMs });
  }

  /** Quiet hours that were changed meanwhile, or anything else that keeps messages back now. */
  #heldOn(whom: Reachable, incident: Incident, purpose: string): number | null {
    const { clock, holds } = this.#parts;
    const nowMs = clock.nowMs();
    const quietMs = quietUntil(whom.quiet, incident.severity, nowMs);
    if (quietMs !== null || purpose === 'resolved') return quietMs;
    const message = { incident, purpose: 'firing', windows: [], flapping: null } as const;
    const held = judgeHolds(holds, message, nowMs);
    return held === null ? null : (held.untilMs ?? nowMs + HELD_AGAIN_MS);
  }

  async #reach(row: HeldMailRow, incident: Incident): Promise<Reachable | null> {
    const { state, people } = this.#parts;
    const users = builderFor<TenancyTables>(state.dialect)
      .selectFrom('users')
      .selectAll()
      .where('id', '=', row.user_id);
    const [person] = await people.of(await state.all(users.compile()), incident);
    if (person === undefined) return null;
    return (await reachOf(state, [person])).get(person.id) ?? null;
  }

  async #send(row: HeldMailRow, message: OutgoingMessage, whom: Reachable): Promise<void> {
    const { clock, mail, random, sendTimeoutMs } = this.#parts;
    const { backoff, maxAgeMs } = DEFAULT_RETRY_POLICY;
    const attempts = row.attempts + 1;
    const nowMs = clock.nowMs();
    const leased = { attempts, due_at_ms: nowMs + 2 * sendTimeoutMs };
    if (!(await this.#move(row, leased))) return;
    const timeout = new AbortController();
    const timer = clock.after(sendTimeoutMs, () => timeout.abort(new Error('timeout')));
    const outcome: SendOutcome =
      mailedAt(whom, message.notification.severity).length === 0
        ? { kind: 'drop', reason: 'no_mail_address', detail: '' }
        : await mail.mail(message, whom, timeout.signal);
    timer.cancel();
    const isTooOld = nowMs - row.since_ms > maxAgeMs * 14;
    if (outcome.kind === 'retry' && !isTooOld) {
      const due =
        clock.nowMs() + Math.max(backoffDelayMs(backoff, attempts, random), outcome.afterMs ?? 0);
      await this.#move({ ...row, ...leased }, { attempts, due_at_ms: due });
      return;
    }
    const { name } = whom.person;
    if (outcome.kind !== 'sent') await this.#drop(row, message, outcome.reason, name);
    else await this.#end(row, message, { kind: 'delivery_succeeded', reason: null, detail: name });
  }

  #drop(row: HeldMailRow, message: OutgoingMessage, reason: string, detail: string) {
    return this.#end(row, message, { reason, detail });
  }

  async #end(
    row: HeldMailRow,
    message: OutgoingMessage,
    said: Parameters<typeof personLine>[3],
  ): Promise<void> {
    const { clock, state, feed } = this.#parts;
    const line = personLine(message, message.notification, clock.nowMs(), said);
    await commitLines({ state, feed }, [line], [this.#sql.endMail(row)]);
  }

  async #move(
    row: HeldMailRow,
    to: { readonly attempts: number; readonly due_at_ms: number },
  ): Promise<boolean> {
    const statements = [this.#sql.moveMail(row, to)];
    const outcome = await this.#parts.state.commit({ name: 'held_mail.move', statements });
    return outcome.kind === 'committed';
  }

  #messageOf(
    row: HeldMailRow,
    incident: Incident,
    purpose: 'firing' | 'repeat' | 'resolved',
  ): OutgoingMessage {
    const { clock, links, timeZoneOf } = this.#parts;
    const { owner, id, ruleId } = incident;
    return {
      deliveryId: row.message_id,
      notification: notificationOf(incident, purpose, null, clock.nowMs()),
      channelId: row.channel_id,
      channelName: row.channel_name,
      language: 'en',
      settings: {},
      secrets: {},
      timeZone: timeZoneOf(owner),
      links: {
        incident: links.incident(owner, id),
        rule: ruleId === null ? null : links.rule(owner, ruleId),
      },
    };
  }
}

const HELD_AGAIN_MS = 5 * 60_000;

function firingOf(purpose: string): 'firing' | 'repeat' {
  return purpose === 'repeat' ? 'repeat' : 'firing';
}
