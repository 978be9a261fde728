import type { Silence, SilenceContent } from './silence.ts';
import type { SilenceDraft } from './silence-draft.ts';

/** Nothing is muted in the past. */
export function begunBy(content: SilenceContent, nowMs: number): SilenceContent {
  const { schedule } = content;
  const startsAtMs = Math.max(schedule.startsAtMs, nowMs);
  return { ...content, schedule: { ...schedule, startsAtMs } };
}

/** Which alert an entry of the blacklist is for does not change. */
export function draftFor({ kind, binding, matchers }: Silence, draft: SilenceDraft): SilenceDraft {
  return kind === 'blacklist' ? { ...draft, kind, binding, matchers } : draft;
}
