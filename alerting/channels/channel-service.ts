import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
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
import type {
  ChannelKind,
  ChannelKinds,
  ChannelSecrets,
  CheckedSettings,
} from '../notify/channel-kind.ts';
import type { Channel, ChannelKindName } from './channel.ts';
import type { ChannelBook } from './channel-book.ts';
import { type ChannelDraft, checkName } from './channel-draft.ts';
import { openSecrets, type Sealer, sealSecrets } from './channel-secrets.ts';
import { type ChannelTestResult, testChannel } from './test-channel.ts';

/** Port, filled by rules. */
export interface ChannelReferences {
  /** Ids or names of rules that name the channel. */
  rulesUsing(channelId: string): readonly string[];
  /** Precondition: no rule names it. */
  channelUnused(channelId: string): Statement;
}

export interface ChannelServiceParts {
  readonly channels: ChannelBook;
  readonly kinds: ChannelKinds;
  readonly sealer: Sealer;
  readonly references: ChannelReferences;
  readonly directory: () => Directory;
  readonly timeZoneOf: (owner: string) => string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly testTimeoutMs: number;
  /** Most channels of one owner, inclusive. */
  readonly maxPerOwner: number;
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
    const after = keyAfter(page);
    const found = this.#parts.channels
      .ofOwner(owner)
      .filter((channel) => after === '' || channel.id < after)
      .slice(0, rowsFor(page));
    return pageFrom(found, page, (channel) => channel.id);
  }

  get(principal: Principal, owner: string, id: string): Channel {
    this.#within(principal, owner, 'channels:read');
    return this.#existing(owner, id);
  }

  async create(principal: Principal, owner: string, draft: ChannelDraft): Promise<Channel> {
    this.#within(principal, owner, 'channels:write');
    const { channels, clock, newId, maxPerOwner } = this.#parts;
    const valid = this.#check(draft, undefined);
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

  /** @param revision from If-Match; null overwrites whatever is there. */
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
    const valid = this.#check(draft, openSecrets(sealer, before));
    const channel: Channel = {
      ...before,
      ...this.#content(owner, id, draft, valid),
      revision: before.revision + 1,
      updatedAtMs: Math.max(clock.nowMs(), before.updatedAtMs),
      updatedBy: principal.name,
    };
    refuseOutcome(await channels.replace(channel), channel, maxPerOwner);
    return channel;
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
    const outcome = await channels.remove(channel, [references.channelUnused(id)]);
    if (outcome.kind === 'rejected' && outcome.statement !== 'channel.delete') {
      const attempted = `Channel ${channel.name} cannot be deleted`;
      throw stillReferenced(attempted, 'rules', references.rulesUsing(id).slice(0, 5));
    }
    refuseOutcome(outcome, channel, maxPerOwner);
  }

  /** Sends a test message with unsaved settings, the way a real one goes. */
  async test(principal: Principal, owner: string, draft: ChannelDraft): Promise<ChannelTestResult> {
    this.#within(principal, owner, 'channels:write');
    const { clock, testTimeoutMs, timeZoneOf, newId } = this.#parts;
    const { settings, secrets } = this.#check(draft, undefined);
    return testChannel({
      kind: this.#kind(draft.kind),
      clock,
      timeoutMs: testTimeoutMs,
      deliveryId: newId(),
      owner,
      draft,
      settings,
      secrets,
      timeZone: timeZoneOf(owner),
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
    const { settings, target } = valid;
    const disabledReason = null;
    return {
      kind,
      name,
      enabled,
      disabledReason,
      sendResolved,
      language,
      settings,
      target,
      sealedSecrets,
    };
  }

  #check(draft: ChannelDraft, kept: ChannelSecrets | undefined): ValidSettings {
    const checked = this.#kind(draft.kind).check(draft.settings, kept);
    const findings = checked.kind === 'invalid' ? checked.findings : [];
    refuseFindings('The channel is not right', [...checkName(draft.name), ...findings]);
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

  #existing(owner: string, id: string): Channel {
    const channel = this.#parts.channels.get(owner, id);
    if (!channel) throw notFound(`Channel ${id}`);
    return channel;
  }

  #writable(principal: Principal, owner: string, id: string): Channel {
    this.#within(principal, owner, 'channels:write');
    const channel = this.#existing(owner, id);
    const node = ownerNode(owner);
    const isHeld = holds(this.#parts.directory(), principal, node, 'channels:write');
    if (!isHeld && channel.createdById !== principal.id) throw scopeDenied();
    return channel;
  }
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
