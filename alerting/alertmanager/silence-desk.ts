import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound } from '../../platform/tenancy/refusals.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Silence } from '../silences/silence.ts';
import { holdsPair } from '../silences/silence-access.ts';
import type { SilenceDraft } from '../silences/silence-draft.ts';
import { type CompiledMatcher, matchersKey } from '../silences/silence-matcher.ts';
import type { SilenceRecord, SilenceService } from '../silences/silence-service.ts';
import type { PostedSilence } from './read-silence.ts';
import { ownerOf } from './scope-sight.ts';
import { ulidOf, uuidOf } from './silence-uuid.ts';
import { inListOrder, shownMatchers, type WireSilence, wireSilence } from './wire-silence.ts';

/** Who asks in which scope, granted for the permission that the route asks for. */
export interface SilenceCaller {
  readonly principal: Principal;
  readonly scope: Scope;
}

/** In the comment of a silence it says that muting much is meant. */
const CONFIRMATION = 'CONFIRM-BROAD';

/** The silences of a scope as Alertmanager's API has them. */
export class SilenceDesk {
  readonly #silences: SilenceService;
  readonly #clock: Clock;

  constructor(silences: SilenceService, clock: Clock) {
    this.#silences = silences;
    this.#clock = clock;
  }

  /** Those that count anywhere in the scope and have matchers that the filter names. */
  list(
    { scope }: SilenceCaller,
    filter: readonly CompiledMatcher[],
    states: ReadonlySet<string>,
  ): readonly WireSilence[] {
    const { pairs, isPlatform } = scope;
    const all = this.#silences.all({ owner: ownerOf(scope), seesAll: isPlatform, pairs });
    const shown = all.filter((record) => {
      if (!states.has(record.state) || !countsIn(record, scope)) return false;
      const matchers = shownMatchers(record.silence);
      return filter.every((wanted) =>
        matchers.some(
          ({ name, operator, value }) =>
            name === wanted.name && operator === wanted.operator && value === wanted.value,
        ),
      );
    });
    return inListOrder(shown).map(wireSilence);
  }

  /** @throws AppError `not_found`, also for one that counts outside the scope only */
  get(caller: SilenceCaller, uuid: string): WireSilence {
    return wireSilence(this.#record(caller, uuid));
  }

  /**
   * Makes, changes or replaces one. In place when its matchers stay and the times allow it: of one that
   * is active the start stays, one that is pending does not begin in the past. Otherwise the old one
   * ends and a new one takes its place.
   * @returns its id. @throws AppError as `SilenceService` does
   */
  async post(caller: SilenceCaller, posted: PostedSilence): Promise<string> {
    const { principal, scope } = caller;
    const nowMs = this.#clock.nowMs();
    const owner = ownerOf(scope);
    const confirmBroad = posted.comment.includes(CONFIRMATION);
    const before = posted.id === null ? null : this.#record(caller, posted.id);
    if (posted.endsAtMs !== null && posted.endsAtMs <= nowMs) {
      throw new AppError('invalid', "failed to create silence: end time can't be in the past");
    }
    if (before !== null && canUpdate(before, posted, nowMs)) {
      const draft = draftInPlace(before.silence, posted);
      const write = { principal, owner, draft, confirmBroad };
      return uuidOf((await this.#silences.update(write, before.silence.id, null)).id);
    }
    const draft = newDraft(posted, printScopeName(scope.name));
    const made = await this.#silences.create({ principal, owner, draft, confirmBroad });
    if (before !== null && before.state !== 'expired') {
      await this.#silences.expire(principal, owner, before.silence.id);
    }
    return uuidOf(made.id);
  }

  async expire(caller: SilenceCaller, uuid: string): Promise<void> {
    const { silence } = this.#record(caller, uuid);
    await this.#silences.expire(caller.principal, silence.owner, silence.id);
  }

  #record({ scope }: SilenceCaller, uuid: string): SilenceRecord {
    const id = ulidOf(uuid);
    if (id === undefined) throw notFound(`Silence ${uuid}`);
    const record = this.#silences.find(ownerOf(scope), id);
    if (!record || !countsIn(record, scope)) throw notFound(`Silence ${uuid}`);
    return record;
  }
}

/** Whether a silence counts in any environment of the scope; of the platform, on its cluster. */
function countsIn({ silence }: SilenceRecord, { name, pairs }: Scope): boolean {
  if (name.kind === 'node') {
    return silence.places.some((place) => pairs.some((pair) => holdsPair(place, pair)));
  }
  const { cluster } = name;
  return silence.places.some(
    (place) => cluster === null || place.cluster === null || place.cluster === cluster,
  );
}

function canUpdate(before: SilenceRecord, posted: PostedSilence, nowMs: number): boolean {
  const { silence, state, span } = before;
  const shown = { startsAtMs: span?.fromMs, endsAtMs: span?.untilMs };
  const isSame = matchersKey(shownMatchers(silence)) === matchersKey(posted.matchers);
  if (silence.schedule.kind === 'recurring') {
    const isKept = posted.startsAtMs === shown.startsAtMs && posted.endsAtMs === shown.endsAtMs;
    if (isSame && isKept) return true;
    const message =
      'This silence recurs: only its comment can be changed here. Change it in tocsin.';
    throw new AppError('invalid', message);
  }
  if (!isSame || state === 'expired') return false;
  if (state === 'pending') return posted.startsAtMs >= nowMs;
  return inSeconds(posted.startsAtMs) === inSeconds(silence.schedule.startsAtMs);
}

/** Clients cut instants. */
function inSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}

function draftInPlace(silence: Silence, posted: PostedSilence): SilenceDraft {
  const { kind, matchers, binding, schedule } = silence;
  const { comment: reason, createdBy, startsAtMs, endsAtMs } = posted;
  const isBegun = inSeconds(startsAtMs) === inSeconds(schedule.startsAtMs);
  const once = {
    kind: 'once',
    startsAtMs: isBegun ? schedule.startsAtMs : startsAtMs,
    endsAtMs,
  } as const;
  const next = schedule.kind === 'recurring' ? schedule : once;
  return { kind, reason, createdBy, scope: null, matchers, binding, schedule: next };
}

function newDraft(posted: PostedSilence, scope: string): SilenceDraft {
  const { matchers, startsAtMs, endsAtMs, comment: reason, createdBy } = posted;
  const schedule = { kind: 'once', startsAtMs, endsAtMs } as const;
  return { kind: 'silence', reason, createdBy, scope, matchers, binding: null, schedule };
}
