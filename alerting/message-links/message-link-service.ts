import type { Kysely } from 'kysely';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { builderFor, statement } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { ActService } from '../incidents/acts/act-service.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentReader } from '../incidents/incident-reader.ts';
import { scopeOfIncident } from '../silences/alert-draft.ts';
import type { SilenceService } from '../silences/silence-service.ts';
import type { DeliveryTables } from '../tables-delivery.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { LinkSettings } from './link-settings.ts';
import { linkIdOf, MAX_LINKED_INCIDENTS, type MessageLink, readLinkToken } from './link-token.ts';

export interface MessageLinkParts {
  readonly state: State;
  readonly clock: Clock;
  /** That may have signed links. */
  readonly keys: () => readonly Uint8Array[];
  readonly settings: LinkSettings;
  readonly incidents: IncidentReader;
  readonly acts: Pick<ActService, 'act' | 'actOnAll'>;
  readonly silences: Pick<SilenceService, 'create'>;
}

/** Why a link does nothing. */
export type LinkRefusal =
  /** Nobody has signed it, or what it is about is gone. */
  | 'unknown'
  | 'expired'
  | 'used'
  /** The tenant has switched links off. */
  | 'switched_off'
  /** The incident has ended, or all of them have. */
  | 'over';

/** What a link would do, for the page that asks whether it is meant. */
export type LinkView =
  | {
      readonly kind: 'ready';
      readonly link: MessageLink;
      /** At least one: what the link acts on. */
      readonly incidents: readonly [Incident, ...Incident[]];
      /** What its receiver is called. */
      readonly receiver: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: LinkRefusal;
      readonly language: MessageLink['language'];
    };

/** How long a link silences its incident. */
export const SILENCED_MS = 2 * 3_600_000;

/**
 * Links in messages, for whoever holds the message: no sign-in. Looking changes nothing, since programs
 * look at links too; what is confirmed is done once, and its author is the link.
 */
export class MessageLinkService {
  readonly #parts: MessageLinkParts;
  readonly #db: Kysely<DeliveryTables & NotifyTables>;

  constructor(parts: MessageLinkParts) {
    this.#parts = parts;
    this.#db = builderFor<DeliveryTables & NotifyTables>(parts.state.dialect);
  }

  /** What it would do. Writes nothing. */
  async look(token: string): Promise<LinkView> {
    const { keys, clock, settings, incidents, state } = this.#parts;
    const link = readLinkToken(token, keys());
    if (link === undefined) return { kind: 'refused', reason: 'unknown', language: 'en' };
    const refused = (reason: LinkRefusal): LinkView => {
      return { kind: 'refused', reason, language: link.language };
    };
    if (link.expiresAtMs <= clock.nowMs()) return refused('expired');
    if (!(await settings.read(link.owner)).enabled) return refused('switched_off');
    const delivery = await state.first(this.#delivery(link).compile());
    if (delivery === undefined) return refused('unknown');
    const records = await incidents.byIds(await this.#about(link));
    const own = records.map(({ incident }) => incident).filter((one) => one.owner === link.owner);
    if (own.length === 0) return refused('unknown');
    if ((await state.first(this.#use(link).compile())) !== undefined) return refused('used');
    const [first, ...others] = own.filter(({ status }) => status === 'firing');
    if (first === undefined) return refused('over');
    const receiver = delivery.channel_name;
    return { kind: 'ready', link, incidents: [first, ...others], receiver };
  }

  /**
   * Does it, once. @returns as `look` does; `ready`: it is done
   * @throws AppError of the act itself; then the link can be used again
   */
  async confirm(token: string): Promise<LinkView> {
    const view = await this.look(token);
    if (view.kind === 'refused') return view;
    const { link } = view;
    if (!(await this.#take(link))) {
      return { kind: 'refused', reason: 'used', language: link.language };
    }
    try {
      await this.#act(view);
      return view;
    } catch (thrown) {
      await this.#giveBack(link);
      throw thrown;
    }
  }

  async #act(view: Extract<LinkView, { kind: 'ready' }>): Promise<void> {
    const { link, incidents, receiver } = view;
    const { acts } = this.#parts;
    const { owner } = link;
    const acknowledge = { kind: 'acknowledge', note: null } as const;
    const [incident] = incidents;
    switch (link.action) {
      case 'acknowledge': {
        const caller = { principal: actingAs(link, incident, receiver), owner };
        await acts.act(caller, incident.id, acknowledge, linkIdOf(link));
        return;
      }
      case 'acknowledge-all': {
        const caller = { principal: actingAs(link, null, receiver), owner };
        const ids = incidents.map(({ id }) => id);
        await acts.actOnAll(caller, ids, acknowledge, linkIdOf(link));
        return;
      }
      case 'silence':
        return this.#silence(link, incident, receiver);
      default:
        return assertNever(link.action);
    }
  }

  async #silence(link: MessageLink, incident: Incident, receiver: string): Promise<void> {
    const { silences, clock } = this.#parts;
    const { owner } = link;
    const principal = actingAs(link, incident, receiver);
    const startsAtMs = clock.nowMs();
    await silences.create({
      principal,
      owner,
      confirmBroad: true,
      draft: {
        kind: 'silence',
        reason: principal.name,
        scope: scopeOfIncident(incident),
        matchers: [],
        binding: { kind: 'incident', incidentId: incident.id },
        schedule: { kind: 'once', startsAtMs, endsAtMs: startsAtMs + SILENCED_MS },
      },
    });
  }

  /** @returns false when somebody else has used it meanwhile */
  async #take(link: MessageLink): Promise<boolean> {
    const { state, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const old = this.#db.deleteFrom('message_link_uses').where('expires_at_ms', '<', nowMs);
    const query = this.#db.insertInto('message_link_uses').values({
      link_id: linkIdOf(link),
      owner: link.owner,
      used_at_ms: nowMs,
      expires_at_ms: link.expiresAtMs,
    });
    const outcome = await state.commit({
      name: 'message_links.use',
      statements: [
        statement('message_links.forget', old.compile()),
        statement('message_links.use', query.compile(), 'one'),
      ],
    });
    return outcome.kind === 'committed';
  }

  async #giveBack(link: MessageLink): Promise<void> {
    const query = this.#db
      .deleteFrom('message_link_uses')
      .where('link_id', '=', linkIdOf(link))
      .where('owner', '=', link.owner);
    const statements = [statement('message_links.give_back', query.compile())];
    await this.#parts.state.commit({ name: 'message_links.give_back', statements });
  }

  /** Ids of what a link acts on: bounded, since no message with more has a link for all. */
  async #about({ action, incidentId, deliveryId, owner }: MessageLink): Promise<readonly string[]> {
    if (action !== 'acknowledge-all') return [incidentId];
    const query = this.#db
      .selectFrom('delivery_incidents')
      .innerJoin('deliveries', 'deliveries.id', 'delivery_incidents.delivery_id')
      .select('delivery_incidents.incident_id')
      .where('delivery_incidents.delivery_id', '=', deliveryId)
      .where('deliveries.owner', '=', owner)
      .orderBy('delivery_incidents.incident_id')
      .limit(MAX_LINKED_INCIDENTS);
    const rows = await this.#parts.state.all(query.compile());
    return rows.map((row) => row.incident_id);
  }

  #delivery({ deliveryId, owner }: MessageLink) {
    return this.#db
      .selectFrom('deliveries')
      .select(['id', 'channel_name'])
      .where('id', '=', deliveryId)
      .where('owner', '=', owner);
  }

  #use(link: MessageLink) {
    return this.#db
      .selectFrom('message_link_uses')
      .select('link_id')
      .where('link_id', '=', linkIdOf(link));
  }
}

/**
 * May do what the link says where the incident is, and nothing else.
 * @param incident null: those of the message, wherever they are below the owner
 */
function actingAs(
  { deliveryId, owner }: MessageLink,
  incident: Incident | null,
  receiver: string,
): Principal {
  const { project, environment } = incident ?? { project: null, environment: null };
  if (incident !== null && incident.owner !== owner)
    throw new AppError('internal', 'a link of another owner');
  return {
    kind: 'token',
    id: `link:${deliveryId}`,
    name: `link of message ${deliveryId} to ${receiver}`,
    node: owner === PLATFORM ? null : { tenant: owner, project, environment },
    permissions: new Set(['incidents:read', 'incidents:ack', 'silences:read', 'silences:write']),
  };
}
