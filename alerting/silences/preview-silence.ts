import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import { type Breadth, type BreadthReason, judgeBreadth } from './judge-breadth.ts';
import type { Silence } from './silence.ts';
import { type Span, spansOf } from './silence-span.ts';
import { silenceTest } from './silence-test.ts';

/** What a silence would do, as it would be now. */
export interface SilencePreview {
  /** Where it would count. */
  readonly places: readonly ScopeName[];
  readonly breadth: Breadth;
  readonly reasons: readonly BreadthReason[];
  /** Open incidents that it would mute, the latest first; 50 at most. */
  readonly incidents: readonly Incident[];
  /** Rules, or alerts that no rule of ours raised, with what it would have muted; 50 at most. */
  readonly rules: readonly MutedRule[];
  /** When it counts next; one for a silence without pattern, 5 at most. */
  readonly spans: readonly Span[];
}

/** Alerts of one rule within the last 24 hours, and how many of them it would have muted. */
export interface MutedRule {
  readonly ruleId: string | null;
  readonly title: string;
  readonly muted: number;
  readonly alerts: number;
}

export interface PreviewFacts {
  /** Of the owner, open now. */
  readonly open: readonly Incident[];
  /** Of the owner, ended within the last 24 hours. */
  readonly ended: readonly Incident[];
  /** What the caller may see of incidents; the breadth counts all. */
  readonly isSeen: (incident: Incident) => boolean;
}

const SHOWN = 50;
const SPANS = 5;

export function previewSilence(
  silence: Silence,
  { open, ended, isSeen }: PreviewFacts,
  nowMs: number,
): SilencePreview {
  const test = silenceTest(silence);
  const muted = open.filter((incident) => test.mutes(incident));
  const byRule = new Map<string, MutedRule>();
  const seenRules = new Set<string>();
  for (const incident of [...open, ...ended]) {
    const { ruleId, title } = incident;
    const key = ruleId ?? ` ${title}`;
    const before = byRule.get(key) ?? { ruleId, title, muted: 0, alerts: 0 };
    const isMuted = test.mutes(incident);
    if (isMuted && isSeen(incident)) seenRules.add(key);
    const { alerts } = before;
    byRule.set(key, { ...before, alerts: alerts + 1, muted: before.muted + (isMuted ? 1 : 0) });
  }
  const rules = [...byRule].filter(([, rule]) => rule.muted > 0);
  const breadth = {
    incidents: muted.length,
    ofIncidents: open.length,
    rules: rules.length,
    ofRules: byRule.size,
  };
  return {
    places: silence.places,
    breadth,
    reasons: judgeBreadth(silence, breadth),
    incidents: muted
      .filter(isSeen)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, SHOWN),
    rules: rules
      .flatMap(([key, rule]) => (seenRules.has(key) ? [rule] : []))
      .sort((a, b) => b.muted - a.muted)
      .slice(0, SHOWN),
    spans: nextSpans(silence, nowMs),
  };
}

function nextSpans({ schedule }: Silence, nowMs: number): readonly Span[] {
  const spanAt = spansOf(schedule);
  const spans: Span[] = [];
  let span = spanAt(nowMs);
  while (span !== null && spans.length < SPANS) {
    spans.push(span);
    span = span.untilMs === null ? null : spanAt(span.untilMs);
    if (schedule.kind === 'once') break;
  }
  return spans;
}
