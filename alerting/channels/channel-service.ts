import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome, Statement, StatementResult } from '../../platform/state/state.ts';
import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  stillReferenced,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import type {
  ChannelKind,
  ChannelKinds,
  ChannelSecrets,
  CheckedSettings,
} from '../notify/channel-kind.ts';
import { checkTemplates } from '../notify/content/message-template.ts';
import { isSuspended } from '../outbox/gate-channel.ts';
import type { TestedDestination } from '../outbox/limits/receiver-limits.ts';
import type { IncidentLinks } from '../outbox/outgoing-message.ts';
import { throughFindings } from '../people/through-references.ts';
import type { KeptMessages } from '../suspension/kept-messages.ts';
import type { Channel, ChannelKindName, ChannelSettings, ChannelTemplates } from './channel.ts';
import type { ChannelBook } from './channel-book.ts';
import { type ChannelDraft, checkName } from './channel-draft.ts';
import { openSecrets, type Sealer, sealSecrets } from './channel-secrets.ts';
import type { ChannelReferences } from './channel-uses.ts';
import { mayChangeChannel } from './may-change-channel.ts';
import { type ChannelPreview, type PreviewDraft, previewChannel } from './preview-channel.ts';
import { type ChannelTestResult, testChannel } from './test-channel.ts';

export interface ChannelServiceParts {
  readonly channels: ChannelBook;
  readonly kinds: ChannelKinds;
  readonly sealer: Sealer;
  readonly references: readonly ChannelReferences[];
  readonly directory: () => Directory;
  readonly timeZoneOf: (owner: string) => string;
  readonly links: IncidentLinks;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly testTimeoutMs: number;
  /** Most channels of one owner, inclusive. */
  readonly maxPerOwner: number;
  /** A channel is as people want it now: how it did before says nothing of it. */
  readonly renewed: (id: string) => Promise<void>;
  /** A test goes to the destination too, and counts there. Rejects when that cannot be stored. */
  readonly spendTest: (destination: TestedDestination) => Promise<void>;
  /** What a channel has kept that the service had switched off. */
  readonly kept: Pick<KeptMessages, 'settle'>;
}

type ValidSettings = Extract<CheckedSettings, { kind: 'valid' }>;

/**
 * Channels for people: who may do what is decided here, whatever the route has asked for. Reading
 * and creating need the permission anywhere within the owner; changing needs it on the owner
 * itself, or to have made the channel. Secrets go in and never come out.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found`, `invalid`
 * with all findings, `precondition_failed` for a lost race, `conflict` for a name that is taken or
 * a channel that rules use, `limited` when the owner's channels are used up.
 */
export class ChannelService {
  readonly #parts: ChannelServiceParts;

  constructor(parts: ChannelServiceParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Channel> {
    this.#within(principal, owner, 'channels:read');
    return pageOfNewest(this.#parts.channels.ofOwner(owner), page);
  }

  get(principal: Principal, owner: string, id: string): Channel {
    this.#within(principal, owner, 'channels:read');
    return this.#existing(owner, id);
  }

  async create(principal: Principal, owner: string, draft: ChannelDraft): Promise<Channel> {
    this.#within(principal, owner, 'channels:write');
    const { channels, clock, newId, maxPerOwner } = this.#parts;
    const valid = this.#check(owner, draft, undefined);
    const id = newId();
    const nowMs = clock.nowMs();
    const channel: Channel = {
      id,
      owner,
      ...this.#content(owner, id, draft, valid),
      revision: 1,
      createdAtMs: nowMs,
      createdById: principal.id,
      updatedAtMs: nowMs,
      updatedBy: principal.name,
    };
    const preconditions = owner === PLATFORM ? [] : [channels.tenantStands(owner)];
    refuseOutcome(await channels.create(channel, maxPerOwner, preconditions), channel, maxPerOwner);
    return channel;
  }

  /**
   * What a channel has kept that the service had switched off is sent as far as it is still true, or
   * given up where people leave it off.
   * @param revision from If-Match; null overwrites whatever is there.
   */
  async update(
    principal: Principal,
    owner: string,
    id: string,
    draft: ChannelDraft,
    revision: number | null,
  ): Promise<Channel> {
    const before = this.#writable(principal, owner, id);
    refuseOtherRevision(`Channel ${before.name}`, before, revision);
    if (before.kind !== draft.kind) {
      refuseFindings('The channel cannot be changed', [
        { path: '/kind', message: `it is ${before.kind} for good; make another channel` },
      ]);
    }
    const { channels, sealer, clock, maxPerOwner } = this.#parts;
    const valid = this.#check(owner, draft, keptSecrets(openSecrets(sealer, before), draft));
    const channel: Channel = {
      ...before,
      ...this.#content(owner, id, draft, valid),
      revision: before.revision + 1,
      updatedAtMs: Math.max(clock.nowMs(), before.updatedAtMs),
      updatedBy: principal.name,
    };
    const fate = channel.enabled ? 'still_true' : 'discard';
    const settled = isSuspended(before)
      ? await this.#parts.kept.settle(before, principal, fate)
      : null;
    const outcome = await channels.replace(channel, settled?.statements);
    refuseOutcome(outcome, channel, maxPerOwner);
    await this.#parts.renewed(id);
    // The first is that of the channel itself.
    if (outcome.kind === 'committed') settled?.done(outcome.results.slice(1));
    return channel;
  }

  /** What the gate of messages looks at. */
  known(owner: string, id: string): Channel | undefined {
    return this.#parts.channels.get(owner, id);
  }

  /** The channel, if the caller may change it. */
  writable(principal: Principal, owner: string, id: string): Channel {
    return this.#writable(principal, owner, id);
  }

  /**
   * Switches on a channel that the service has switched off.
   * @param others what is to become of what it has not sent, and lines that say so
   * @returns also what the database answered to `others`
   */
  async resume(
    before: Channel,
    by: Principal,
    others: readonly Statement[],
  ): Promise<{ readonly channel: Channel; readonly results: readonly StatementResult[] }> {
    const { channels, clock, maxPerOwner } = this.#parts;
    const channel: Channel = {
      ...before,
      enabled: true,
      disabledReason: null,
      revision: before.revision + 1,
      updatedAtMs: Math.max(clock.nowMs(), before.updatedAtMs),
      updatedBy: by.name,
    };
    const outcome = await channels.replace(channel, others);
    refuseOutcome(outcome, channel, maxPerOwner);
    await this.#parts.renewed(channel.id);
    // The first is that of the channel itself.
    return { channel, results: outcome.kind === 'committed' ? outcome.results.slice(1) : [] };
  }

  /** @param revision from If-Match; null deletes whatever is there. */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const channel = this.#writable(principal, owner, id);
    refuseOtherRevision(`Channel ${channel.name}`, channel, revision);
    const { channels, references, maxPerOwner } = this.#parts;
    const outcome = await channels.remove(
      channel,
      references.map((source) => source.channelUnused(id)),
    );
    if (outcome.kind === 'rejected' && outcome.statement !== 'channel.delete') {
      const attempted = `Channel ${channel.name} cannot be deleted`;
      const source = references.find((each) => each.using(id).length > 0);
      const names = source?.using(id).slice(0, 5) ?? [];
      throw stillReferenced(attempted, source?.noun ?? 'rules', names);
    }
    refuseOutcome(outcome, channel, maxPerOwner);
  }

  /**
   * Sends a test message with unsaved settings, the way a real one goes.
   * @param storedId channel whose secrets stand in for those left out; null: none does
   * @returns also whether it was that channel as it is stored that was tested
   */
  async test(
    principal: Principal,
    owner: string,
    draft: ChannelDraft,
    storedId: string | null = null,
  ): Promise<ChannelTestResult & { readonly isStored: boolean }> {
    this.#within(principal, owner, 'channels:write');
    const { clock, testTimeoutMs, timeZoneOf, newId, spendTest } = this.#parts;
    const { settings, secrets } = this.#check(
      owner,
      draft,
      this.#kept(principal, owner, draft, storedId),
    );
    const stored = storedId === null ? undefined : this.#parts.channels.get(owner, storedId);
    const deliveryId = newId();
    await spendTest({ id: deliveryId, kind: draft.kind, settings, secrets });
    const result = await testChannel({
      kind: this.#kind(draft.kind),
      clock,
      timeoutMs: testTimeoutMs,
      deliveryId,
      owner,
      draft,
      settings,
      secrets,
      timeZone: timeZoneOf(owner),
    });
    const isStored = stored !== undefined && this.#isSame(stored, { settings, secrets });
    return { ...result, isStored };
  }

  /** What a message would look like with unsaved texts; nothing is sent. Secrets are not needed. */
  preview(
    principal: Principal,
    owner: string,
    draft: PreviewDraft,
    incident: Incident | null,
  ): ChannelPreview {
    this.#within(principal, owner, 'channels:read');
    if (incident !== null && incident.owner !== owner) throw notFound(`Incident ${incident.id}`);
    refuseFindings('The texts are not right', checkTemplates(draft.templates));
    const { clock, timeZoneOf, links } = this.#parts;
    return previewChannel({
      kind: this.#kind(draft.kind),
      owner,
      draft,
      incident,
      timeZone: timeZoneOf(owner),
      links,
      nowMs: clock.nowMs(),
    });
  }

  /** Switches a channel off because its destination is gone for good. */
  async disable(owner: string, id: string, reason: string): Promise<void> {
    const { channels, clock, maxPerOwner } = this.#parts;
    const before = channels.get(owner, id);
    if (!before?.enabled) return;
    const channel: Channel = {
      ...before,
      enabled: false,
      disabledReason: reason,
      revision: before.revision + 1,
      updatedAtMs: Math.max(clock.nowMs(), before.updatedAtMs),
    };
    refuseOutcome(await channels.replace(channel), channel, maxPerOwner);
  }

  #content(owner: string, id: string, draft: ChannelDraft, valid: ValidSettings) {
    const { kind, name, enabled, sendResolved, language } = draft;
    const sealedSecrets = sealSecrets(this.#parts.sealer, owner, id, valid.secrets);
    const { target } = valid;
    const secretNames = Object.keys(valid.secrets);
    const settings = { ...valid.settings, ...(secretNames.length > 0 ? { secretNames } : {}) };
    const disabledReason = null;
    return {
      kind,
      name,
      enabled,
      disabledReason,
      sendResolved,
      declines: [...new Set(draft.declines ?? [])],
      templates: templatesOf(draft),
      language,
      settings,
      target,
      sealedSecrets,
    };
  }

  #check(owner: string, draft: ChannelDraft, kept: ChannelSecrets | undefined): ValidSettings {
    const checked = this.#kind(draft.kind).check(draft.settings, kept);
    const findings =
      checked.kind === 'invalid' ? checked.findings : throughFindings(this.#parts, owner, draft);
    refuseFindings('The channel is not right', [
      ...checkName(draft.name),
      ...checkTemplates(draft.templates ?? {}),
      ...findings,
    ]);
    if (checked.kind === 'valid') return checked;
    throw new AppError('invalid', 'The settings of the channel are not right.');
  }

  #kind(name: ChannelKindName): ChannelKind {
    const kind = this.#parts.kinds.get(name);
    if (kind) return kind;
    throw new AppError('invalid', `Channels of kind ${name} are not available here.`);
  }

  #within(principal: Principal, owner: string, permission: ChannelPermission): void {
    const isHeld = holdsWithin(this.#parts.directory(), principal, ownerNode(owner), permission);
    if (!isHeld) throw scopeDenied();
  }

  /** Secrets of a stored channel that the caller may change, for a draft of the same kind. */
  #kept(
    principal: Principal,
    owner: string,
    draft: ChannelDraft,
    storedId: string | null,
  ): ChannelSecrets | undefined {
    if (storedId === null) return undefined;
    const stored = this.#writable(principal, owner, storedId);
    if (stored.kind !== draft.kind) return undefined;
    return keptSecrets(openSecrets(this.#parts.sealer, stored), draft);
  }

  #isSame(
    stored: Channel,
    { settings, secrets }: Pick<ValidSettings, 'settings' | 'secrets'>,
  ): boolean {
    const { secretNames: _names, ...own } = stored.settings;
    const kept = openSecrets(this.#parts.sealer, stored);
    return isSameRecord(own, settings) && isSameRecord(kept, secrets);
  }

  #existing(owner: string, id: string): Channel {
    const channel = this.#parts.channels.get(owner, id);
    if (!channel) throw notFound(`Channel ${id}`);
    return channel;
  }

  #writable(principal: Principal, owner: string, id: string): Channel {
    this.#within(principal, owner, 'channels:write');
    const channel = this.#existing(owner, id);
    if (!mayChangeChannel(this.#parts.directory(), principal, channel)) throw scopeDenied();
    return channel;
  }
}

function isSameRecord(one: ChannelSettings, other: ChannelSettings): boolean {
  const sorted = (record: ChannelSettings) =>
    JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/** What the draft does not ask to forget. */
function keptSecrets(secrets: ChannelSecrets, { clear = [] }: ChannelDraft): ChannelSecrets {
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => !clear.includes(name)));
}

function templatesOf({ templates = {} }: ChannelDraft): ChannelTemplates {
  return Object.fromEntries(Object.entries(templates).filter(([, text]) => text.trim() !== ''));
}

type ChannelPermission = 'channels:read' | 'channels:write';

function refuseOutcome(outcome: BatchOutcome, channel: Channel, limit: number): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw alreadyExists(`A channel named ${channel.name}`);
  switch (outcome.statement) {
    case 'channel.replace':
    case 'channel.delete':
      throw lostRace(`Channel ${channel.name}`);
    case 'channel.tenant_stands':
      throw scopeDenied();
    case 'channel.below_limit':
      throw new AppError('limited', `${channel.owner} has ${limit} channels; no more are kept.`);
    default:
      throw unexpectedOutcome('channels', outcome.statement);
  }
}
