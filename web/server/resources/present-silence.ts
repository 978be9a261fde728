import type { SilencePreview } from '../../../alerting/silences/preview-silence.ts';
import type { SilenceSchedule } from '../../../alerting/silences/silence.ts';
import type { SilenceRecord } from '../../../alerting/silences/silence-service.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/silences.ts';
import { instant, instantOrNull } from './present.ts';

export function presentSilence(record: SilenceRecord): contract.Silence {
  const { silence, places, span, state } = record;
  const { binding } = silence;
  return {
    id: silence.id,
    owner: silence.owner,
    kind: silence.kind,
    state,
    places: places.map(printScopeName),
    createdBy: silence.createdBy,
    reason: silence.reason,
    matchers: silence.matchers.map((matcher) => ({ ...matcher })),
    ruleId: binding?.kind === 'rule' ? binding.ruleId : null,
    incidentId: binding?.kind === 'incident' ? binding.incidentId : null,
    schedule: presentSchedule(silence.schedule),
    startsAt: instantOrNull(span?.fromMs ?? null),
    endsAt: instantOrNull(span === null ? silence.schedule.endsAtMs : span.untilMs),
    revision: silence.revision,
    createdAt: instant(silence.createdAtMs),
    updatedAt: instant(silence.updatedAtMs),
    updatedBy: silence.updatedBy,
  };
}

export function presentSchedule(schedule: SilenceSchedule): contract.SilenceSchedule {
  const startsAt = instant(schedule.startsAtMs);
  const endsAt = instantOrNull(schedule.endsAtMs);
  if (schedule.kind === 'once') return { kind: 'once', startsAt, endsAt };
  const { cron, zone, durationMs } = schedule;
  return { kind: 'recurring', cron, zone, duration: printDurationMs(durationMs), startsAt, endsAt };
}

export function presentPreview(preview: SilencePreview): contract.SilencePreview {
  const { breadth, reasons, places, incidents, rules, spans } = preview;
  return {
    ...breadth,
    broad: [...reasons],
    places: places.map(printScopeName),
    mutedIncidents: incidents.map(({ id, title, severity, labels, startedAtMs }) => ({
      id,
      title,
      severity,
      labels: labelsToObject(labels),
      startedAt: instant(startedAtMs),
    })),
    mutedRules: rules.map((rule) => ({ ...rule })),
    spans: spans.map(({ fromMs, untilMs }) => ({
      startsAt: instant(fromMs),
      endsAt: instantOrNull(untilMs),
    })),
  };
}
