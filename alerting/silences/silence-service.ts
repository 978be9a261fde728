import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import { authorOf } from '../../platform/tenancy/author.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM, parseScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, incidentVisibility } from '../incidents/incident-visibility.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import { begunBy, draftFor } from './amend-silence.ts';
import { breadthText } from './judge-breadth.ts';
import { previewSilence, type SilencePreview } from './preview-silence.ts';
import { endedSince } from './recent-incidents.ts';
import { refuseLoad } from './refuse-load.ts';
import { refuseSilenceOutcome } from './refuse-silence-outcome.ts';
import type { Muting, Silence, SilenceContent } from './silence.ts';
import {
  mayWrite,
  placesFor,
  placesSeen,
  type SilenceReader,
  silenceReader,
} from './silence-access.ts';
import { type AlertsWrite, type SilencedAlert, silenceAlerts } from './silence-alerts.ts';
import { printSilenceBody } from './silence-body.ts';
import type { SilenceDraft } from './silence-draft.ts';
import { passes, type SilenceFilter } from './silence-filter.ts';
import type { SilenceAmendment, SilenceChange, SilenceRepository } from './silence-repository.ts';
import { type SilenceState, type Span, stateOf } from './silence-span.ts';
import { silenceTest } from './silence-test.ts';
import { checkSilence } from './validate-silence.ts';

export interface SilenceServiceOptions {
  readonly state: State;
  readonly silences: SilenceRepository;
  readonly rules: RuleBook;
  readonly openOf: (owner: string) => Iterable<Incident>;
  readonly directory: () => Directory;
  /** Precondition that the tenant exists. */
  readonly tenantStands: (tenant: string) => Statement;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
  /** Says again at once what became due. */
  readonly wakeRepeats: () => void;
}

/** A silence with when it counts, and those of its places that the reader may know of. */
export interface SilenceRecord {
  readonly silence: Silence;
  readonly places: readonly ScopeName[];
  readonly span: Span | null;
  readonly state: SilenceState;
}

export interface SilenceWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: SilenceDraft;
  /** That it mutes much is meant. */
  readonly confirmBroad: boolean;
}

/** An open incident with what mutes it. */
export interface MutedIncident {
  readonly incident: Incident;
  readonly muting: readonly Muting[];
}

const DAY_MS = 86_400_000;

/**
 * Silences for people. One is seen by those who hold `silences:read` in any environment that it
 * counts in, and changed by those who hold `silences:write` everywhere it counts. Whoever holds that
 * in some environments only makes silences that count in these.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners and places), `not_found`,
 * also for silences of others; `invalid` with all findings; `unprocessable` for one that mutes much and
 * is not confirmed; `precondition_failed` for a lost race; `limited` when no more are kept.
 */
export class SilenceService {
  readonly #options: SilenceServiceOptions;

  constructor(options: SilenceServiceOptions) {
    this.#options = options;
  }

  /** Newest first. */
  list(
    principal: Principal,
    owner: string,
    filter: SilenceFilter,
    page: PageRequest,
  ): Page<SilenceRecord> {
    const after = keyAfter(page);
    const found = this.all(this.#reader(principal, owner))
      .filter((record) => passes(record, filter) && (after === '' || record.silence.id < after))
      .sort((a, b) => (a.silence.id < b.silence.id ? 1 : -1))
      .slice(0, rowsFor(page));
    return pageFrom(found, page, ({ silence }) => silence.id);
  }

  /** All that the reader sees, in no order. */
  all(reader: SilenceReader): readonly SilenceRecord[] {
    const { silences } = this.#options;
    return silences.book
      .ofOwner(reader.owner)
      .flatMap((silence) => this.#recordFor(silence, reader) ?? []);
  }

  /** For those who made or changed it, or hold a scope that it counts in. */
  recordOf(silence: Silence): SilenceRecord {
    const { silences, clock } = this.#options;
    const nowMs = clock.nowMs();
    const span = silences.book.spanOf(silence, nowMs);
    return { silence, places: silence.places, span, state: stateOf(span, nowMs) };
  }

  /** Whoever asks; the caller sees to it that they may know of it. */
  find(owner: string, id: string): SilenceRecord | undefined {
    const silence = this.#options.silences.book.get(owner, id);
    return silence && this.recordOf(silence);
  }

  get(principal: Principal, owner: string, id: string): SilenceRecord {
    return this.#seen(this.#reader(principal, owner), id);
  }

  /** Newest first; of deleted silences as well, for those who see what they were at last. */
  async history(
    principal: Principal,
    owner: string,
    id: string,
  ): Promise<readonly SilenceChange[]> {
    const reader = this.#reader(principal, owner);
    const changes = await this.#options.silences.changes(id);
    const [latest] = changes;
    const isSeen =
      latest?.owner === owner &&
      placesSeen({ ...latest.content, ...UNSTORED, id, owner }, reader).length > 0;
    if (!isSeen) throw notFound(`Silence ${id}`);
    return changes;
  }

  /** What it would mute now and would have muted in the last 24 hours. Writes nothing. */
  async preview(write: Omit<SilenceWrite, 'confirmBroad'>): Promise<SilencePreview> {
    const nowMs = this.#options.clock.nowMs();
    return this.#previewOf(this.#stored(this.#contentOf(write, nowMs), write, nowMs), write, nowMs);
  }

  async create(write: SilenceWrite): Promise<Silence> {
    const { silences, clock, tenantStands } = this.#options;
    const { owner } = write;
    const nowMs = clock.nowMs();
    const content = begunBy(this.#contentOf(write, nowMs), nowMs);
    const silence = this.#stored(content, write, nowMs);
    await this.#refuseBroad(silence, write, nowMs);
    this.#mayBeKept(silence, nowMs);
    const stands = owner === PLATFORM ? [] : [tenantStands(owner)];
    const amendment = this.#amendment(write.principal, nowMs, []);
    refuseSilenceOutcome(await silences.create([silence], amendment, stands), silence);
    return silence;
  }

  /** Silences the alerts of several incidents in one batch; each has its own outcome. */
  createForAlerts(write: AlertsWrite): Promise<readonly SilencedAlert[]> {
    return silenceAlerts(this.#options, write, this.#options.clock.nowMs());
  }

  /** @param revision from If-Match; null overwrites whatever is there. */
  async update(write: SilenceWrite, id: string, revision: number | null): Promise<Silence> {
    const { silences, clock } = this.#options;
    const { principal, owner } = write;
    const before = this.#writable(principal, owner, id);
    refuseOtherRevision(`Silence ${id}`, before, revision);
    const nowMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const draft = draftFor(before, write.draft);
    const content = this.#contentOf({ ...write, draft }, nowMs, before);
    if (printSilenceBody(content) === printSilenceBody(before)) return before;
    const changed = {
      revision: before.revision + 1,
      updatedAtMs: nowMs,
      updatedBy: authorOf(principal).name,
    };
    const silence: Silence = { ...before, ...content, ...changed };
    await this.#refuseBroad(silence, write, nowMs);
    this.#mayBeKept(silence, nowMs);
    const amendment = this.#amendment(principal, nowMs, this.#mutedNow(before, nowMs));
    refuseSilenceOutcome(await silences.replace(silence, amendment), silence);
    this.#options.wakeRepeats();
    return silence;
  }

  /** Ends it now; one that has ended stays as it is. */
  async expire(principal: Principal, owner: string, id: string): Promise<Silence> {
    const { silences, clock } = this.#options;
    const before = this.#writable(principal, owner, id);
    const nowMs = clock.nowMs();
    if (silences.book.spanOf(before, nowMs) === null) return before;
    const { schedule } = before;
    const startsAtMs = Math.min(schedule.startsAtMs, nowMs);
    const silence: Silence = {
      ...before,
      schedule: { ...schedule, startsAtMs, endsAtMs: nowMs },
      revision: before.revision + 1,
      updatedAtMs: Math.max(nowMs, before.updatedAtMs),
      updatedBy: authorOf(principal).name,
    };
    const amendment = this.#amendment(principal, nowMs, this.#mutedNow(before, nowMs));
    refuseSilenceOutcome(await silences.expire(before, silence, amendment), silence);
    this.#options.wakeRepeats();
    return silence;
  }

  /** Ends it now and takes it from the list; its history stays. */
  async remove(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const { silences, clock } = this.#options;
    const before = this.#writable(principal, owner, id);
    refuseOtherRevision(`Silence ${id}`, before, revision);
    const nowMs = clock.nowMs();
    const amendment = this.#amendment(principal, nowMs, this.#mutedNow(before, nowMs));
    refuseSilenceOutcome(await silences.remove(before, amendment), before);
    this.#options.wakeRepeats();
  }

  /** Open incidents that the caller sees and that are muted. */
  muted(principal: Principal, owner: string): readonly MutedIncident[] {
    const { silences, clock, directory } = this.#options;
    const reader = this.#reader(principal, owner);
    const visibility = incidentVisibility(directory(), principal, owner);
    const nowMs = clock.nowMs();
    return this.#openOf(owner).flatMap((incident): readonly MutedIncident[] => {
      const muting = silences.book
        .mutedBy(incident, nowMs)
        .filter(({ silence }) => placesSeen(silence, reader).length > 0);
      const isSeen = canSee(visibility, owner, environmentKeyOf(incident));
      return muting.length > 0 && isSeen ? [{ incident, muting }] : [];
    });
  }

  /** An open incident that the caller sees. @throws AppError `not_found` */
  openIncident(principal: Principal, owner: string, id: string): Incident {
    const visibility = incidentVisibility(this.#options.directory(), principal, owner);
    const incident = this.#openOf(owner).find((one) => one.id === id);
    if (incident && canSee(visibility, owner, environmentKeyOf(incident))) return incident;
    throw notFound(`Open incident ${id}`);
  }

  #contentOf(
    { principal, owner, draft }: Omit<SilenceWrite, 'confirmBroad'>,
    nowMs: number,
    before: Silence | null = null,
  ): SilenceContent {
    const { directory, rules } = this.#options;
    const scope = parseScopeName(draft.scope ?? '');
    const isKept = draft.scope === null && before !== null;
    if (!isKept && (scope === undefined || ownerOf(scope) !== owner)) throw scopeDenied();
    const places =
      isKept || !scope ? (before?.places ?? []) : placesFor(directory(), principal, scope);
    const { binding } = draft;
    const isRule = binding?.kind !== 'rule' || rules.get(binding.ruleId)?.owner === owner;
    const isPlace = isKept || scope?.kind !== 'node' || directory().has(scope.node);
    refuseFindings('The silence cannot be saved', [
      ...checkSilence(draft, nowMs),
      ...(isRule ? [] : [{ path: '/rule', message: 'there is no such rule' }]),
      ...(isPlace ? [] : [{ path: '/scope', message: `${draft.scope} does not exist` }]),
    ]);
    const { kind, reason, matchers, schedule } = draft;
    const { name } = authorOf(principal);
    // Through Grafana it is known who looks: what else the body says is not.
    const createdBy = principal.kind === 'viewer' ? name : (draft.createdBy ?? name);
    return { kind, reason, createdBy, places, matchers, binding, schedule };
  }

  #stored(content: SilenceContent, write: Omit<SilenceWrite, 'confirmBroad'>, nowMs: number) {
    const { newId } = this.#options;
    const { owner, principal } = write;
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs, updatedBy: authorOf(principal).name };
    const silence: Silence = { id: newId(), owner, ...content, revision: 1, ...times };
    return silence;
  }

  async #refuseBroad(silence: Silence, write: SilenceWrite, nowMs: number): Promise<void> {
    if (write.confirmBroad) return;
    const { reasons, breadth } = await this.#previewOf(silence, write, nowMs);
    if (reasons.length === 0) return;
    const everything = reasons.includes('everything')
      ? 'mutes all that fires where it counts; it '
      : '';
    const message = `The silence ${everything}${breadthText(breadth)}. Narrow it, or confirm that this is meant (confirmBroad).`;
    throw new AppError('unprocessable', message, {
      details: reasons.map((reason) => ({ path: '/confirmBroad', message: reason })),
    });
  }

  async #previewOf(
    silence: Silence,
    { principal, owner }: Omit<SilenceWrite, 'confirmBroad'>,
    nowMs: number,
  ): Promise<SilencePreview> {
    const { state, directory } = this.#options;
    const visibility = visibilityOrNone(directory(), principal, owner);
    const ended = await endedSince(state, owner, nowMs - DAY_MS);
    const isSeen = (incident: Incident) =>
      visibility !== null && canSee(visibility, owner, environmentKeyOf(incident));
    return previewSilence(silence, { open: this.#openOf(owner), ended, isSeen }, nowMs);
  }

  #mayBeKept(silence: Silence, nowMs: number): void {
    const load = this.#options.silences.book.loadBeside(silence, nowMs);
    const refusal = refuseLoad(silence, load);
    if (refusal !== null) throw new AppError('limited', refusal);
  }

  #mutedNow(silence: Silence, nowMs: number): readonly string[] {
    const span = this.#options.silences.book.spanOf(silence, nowMs);
    if (span === null || span.fromMs > nowMs) return [];
    const test = silenceTest(silence);
    return this.#openOf(silence.owner)
      .filter((incident) => test.mutes(incident))
      .map(({ id }) => id);
  }

  #amendment(principal: Principal, atMs: number, wakes: readonly string[]): SilenceAmendment {
    return { author: authorOf(principal), atMs, wakes };
  }

  #openOf(owner: string): readonly Incident[] {
    return [...this.#options.openOf(owner)];
  }

  #reader(principal: Principal, owner: string): SilenceReader {
    return silenceReader(this.#options.directory(), principal, owner);
  }

  #recordFor(silence: Silence, reader: SilenceReader): SilenceRecord | undefined {
    const places = placesSeen(silence, reader);
    return places.length === 0 ? undefined : { ...this.recordOf(silence), places };
  }

  #seen(reader: SilenceReader, id: string): SilenceRecord {
    const silence = this.#options.silences.book.get(reader.owner, id);
    const record = silence && this.#recordFor(silence, reader);
    if (!record) throw notFound(`Silence ${id}`);
    return record;
  }

  #writable(principal: Principal, owner: string, id: string): Silence {
    const silence = this.#options.silences.book.get(owner, id);
    if (silence && mayWrite(this.#options.directory(), principal, silence.places)) return silence;
    this.get(principal, owner, id);
    throw scopeDenied();
  }
}

/** What a line of the history does not say. */
const UNSTORED = { revision: 0, createdAtMs: 0, updatedAtMs: 0, updatedBy: '' };

function ownerOf(scope: ScopeName): string {
  return scope.kind === 'platform' ? PLATFORM : scope.node.tenant;
}

/** Who may not look at incidents is shown none. */
function visibilityOrNone(directory: Directory, principal: Principal, owner: string) {
  try {
    return incidentVisibility(directory, principal, owner);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return null;
    throw thrown;
  }
}
