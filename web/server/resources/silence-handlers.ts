import { alertDraft } from '../../../alerting/silences/alert-draft.ts';
import type { Silence } from '../../../alerting/silences/silence.ts';
import type { SilenceService } from '../../../alerting/silences/silence-service.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type * as contract from '../../contract/silences.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, pageRequest, presentPage, readInstant } from './present.ts';
import { presentPreview, presentSchedule, presentSilence } from './present-silence.ts';
import { readSilenceDraft } from './silence-input.ts';

type SilenceHandlers = Pick<Handlers, Extract<keyof Handlers, `silences.${string}`>>;

/** Silences over HTTP. */
export function silenceHandlers(silences: SilenceService, clock: Clock): SilenceHandlers {
  const shown = (silence: Silence) => presentSilence(silences.recordOf(silence));
  return {
    ...readers(silences),
    'silences.create': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      if (body.incidentId !== undefined) silences.openIncident(principal, owner, body.incidentId);
      const draft = readSilenceDraft(body, clock.nowMs());
      const confirmBroad = body.confirmBroad ?? false;
      return shown(await silences.create({ principal, owner, draft, confirmBroad }));
    },
    'silences.preview': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const draft = readSilenceDraft(body, clock.nowMs());
      return presentPreview(await silences.preview({ principal, owner, draft }));
    },
    'silences.blacklist': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const { incidentId, reason = null, endsAt } = body;
      const incident = silences.openIncident(principal, owner, incidentId);
      const endsAtMs = endsAt === null ? null : readInstant(endsAt, '/endsAt');
      const draft = alertDraft(incident, { kind: 'blacklist', reason, endsAtMs }, clock.nowMs());
      return shown(await silences.create({ principal, owner, draft, confirmBroad: true }));
    },
    'silences.createForAlerts': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const { ids, kind, reason, endsAt } = body;
      const endsAtMs = endsAt === null ? null : readInstant(endsAt, '/endsAt');
      const write = { principal, owner, ids, kind, reason: reason.trim(), endsAtMs };
      const items = await silences.createForAlerts(write);
      return { items: [...items] };
    },
    'silences.update': async ({ params: { owner, id }, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const draft = readSilenceDraft({ ...body, scope: body.scope ?? null }, clock.nowMs());
      const write = { principal, owner, draft, confirmBroad: body.confirmBroad ?? false };
      return shown(await silences.update(write, id, revision));
    },
    'silences.expire': async ({ params: { owner, id } }, context) => {
      const { principal } = context.caller();
      return shown(await silences.expire(principal, owner, id));
    },
    'silences.delete': async ({ params: { owner, id } }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await silences.remove(context.caller().principal, owner, id, revision);
      return null;
    },
  };
}

function readers(
  silences: SilenceService,
): Pick<SilenceHandlers, 'silences.list' | 'silences.get' | 'silences.muted' | 'silences.history'> {
  return {
    'silences.list': ({ params: { owner }, query }, context) => {
      const filter = {
        states: statesOf(query?.state),
        kind: query?.kind ?? null,
        ruleId: query?.ruleId ?? null,
        incidentId: query?.incidentId ?? null,
      };
      const { principal } = context.caller();
      const page = silences.list(principal, owner, filter, pageRequest(query));
      return Promise.resolve(presentPage(page, presentSilence));
    },
    'silences.get': ({ params: { owner, id } }, context) =>
      Promise.resolve(presentSilence(silences.get(context.caller().principal, owner, id))),
    'silences.muted': ({ params: { owner } }, context) => {
      const muted = silences.muted(context.caller().principal, owner);
      const items = muted.map(({ incident, muting }) => ({
        incidentId: incident.id,
        silences: muting.map(({ silence: { id, kind, reason }, untilMs }) => ({
          id,
          kind,
          reason,
          endsAt: instantOrNull(untilMs),
        })),
      }));
      return Promise.resolve({ items });
    },
    'silences.history': async ({ params: { owner, id } }, context) => {
      const changes = await silences.history(context.caller().principal, owner, id);
      const items = changes.map(({ revision, kind, atMs, author, content }) => ({
        revision,
        kind,
        at: instant(atMs),
        author: author.name,
        reason: content.reason,
        matchers: content.matchers.map((matcher) => ({ ...matcher })),
        schedule: presentSchedule(content.schedule),
      }));
      return { items };
    },
  };
}

function statesOf(state: contract.SilenceState | 'standing' | undefined) {
  if (state === undefined) return null;
  return state === 'standing' ? (['active', 'pending'] as const) : [state];
}
