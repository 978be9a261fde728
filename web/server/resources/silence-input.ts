import type { SilenceBinding, SilenceKind } from '../../../alerting/silences/silence.ts';
import type { ScheduleDraft, SilenceDraft } from '../../../alerting/silences/silence-draft.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type * as contract from '../../contract/silences.ts';
import { readDuration, readInstant } from './present.ts';

interface Said extends Omit<contract.SilenceChange, 'scope' | 'kind'> {
  readonly kind: SilenceKind;
  /** Null: as it is. */
  readonly scope: string | null;
}

/** A silence as people send it. @throws AppError `invalid` */
export function readSilenceDraft(said: Said, nowMs: number): SilenceDraft {
  const { kind, scope, reason, matchers, ruleId, incidentId, schedule } = said;
  if (ruleId !== undefined && incidentId !== undefined) {
    const message = 'is for a rule or for an incident, not both';
    throw new AppError('invalid', `The silence ${message}.`, {
      details: [{ path: '/incidentId', message }],
    });
  }
  const binding = bindingOf(ruleId, incidentId);
  return { kind, scope, reason: reason.trim(), matchers, binding, schedule: read(schedule, nowMs) };
}

function bindingOf(ruleId?: string, incidentId?: string): SilenceBinding | null {
  if (ruleId !== undefined) return { kind: 'rule', ruleId };
  return incidentId === undefined ? null : { kind: 'incident', incidentId };
}

function read(schedule: contract.SilenceSchedule, nowMs: number): ScheduleDraft {
  const { startsAt, endsAt } = schedule;
  const times = {
    startsAtMs: startsAt === undefined ? nowMs : readInstant(startsAt, '/schedule/startsAt'),
    endsAtMs: endsAt === null ? null : readInstant(endsAt, '/schedule/endsAt'),
  };
  if (schedule.kind === 'once') return { kind: 'once', ...times };
  const { cron, zone, duration } = schedule;
  const durationMs = readDuration(duration, '/schedule/duration');
  return { kind: 'recurring', cron: cron.trim(), zone, durationMs, ...times };
}
