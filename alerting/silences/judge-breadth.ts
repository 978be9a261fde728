import type { SilenceContent } from './silence.ts';
import { type CompiledMatcher, compileMatcher } from './silence-matcher.ts';

/**
 * Why a silence needs a second look.
 * - `everything`: it selects nothing: whatever fires where it counts is muted
 * - `many_incidents`: more than 20 incidents that are open now
 * - `most_rules`: alerts of most rules that had any in the last 24 hours
 */
export const BREADTH_REASONS = ['everything', 'many_incidents', 'most_rules'] as const;
export type BreadthReason = (typeof BREADTH_REASONS)[number];

/** How much a silence would mute. */
export interface Breadth {
  /** Incidents that are open now and that it would mute, of all that are open. */
  readonly incidents: number;
  readonly ofIncidents: number;
  /** Rules with alerts in the last 24 hours that it would have muted, of all with alerts. */
  readonly rules: number;
  readonly ofRules: number;
}

const MANY_INCIDENTS = 20;
/** Most of two or three rules is nothing unusual. */
const FEW_RULES = 4;

/** Why the silence is not to be made without somebody saying that it is meant; empty: it may be. */
export function judgeBreadth(content: SilenceContent, breadth: Breadth): readonly BreadthReason[] {
  const { binding, kind } = content;
  if (binding?.kind === 'incident' || binding?.kind === 'alert') return [];
  const { incidents, rules, ofRules } = breadth;
  const isAll = binding === null && selectsNothing(content);
  return [
    ...(isAll && (kind !== 'maintenance' || isOwnerWide(content)) ? ['everything' as const] : []),
    ...(incidents > MANY_INCIDENTS ? ['many_incidents' as const] : []),
    ...(rules > FEW_RULES && rules > ofRules / 2 ? ['most_rules' as const] : []),
  ];
}

/** Values that no list of somebody's names holds: who accepts all of them accepts anything. */
const PROBES = ['a', 'zq-8', '0', 'Probe value_4711', '10.1.2.3:9100'];
/** Labels that every alert has. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['alertname', 'severity']);

function selectsNothing({ matchers }: SilenceContent): boolean {
  return matchers.map(compileMatcher).every(acceptsAnything);
}

function acceptsAnything(matcher: CompiledMatcher): boolean {
  if (!PROBES.every((probe) => matcher.accepts(probe))) return false;
  return ALWAYS_THERE.has(matcher.name) || matcher.accepts('');
}

function isOwnerWide({ places }: SilenceContent): boolean {
  return places.some((place) => place.kind === 'platform' || place.node.project === null);
}

/** `would mute 37 of 40 open incidents, and alerts of 12 of 14 rules of the last 24 hours` */
export function breadthText({ incidents, ofIncidents, rules, ofRules }: Breadth): string {
  return `would mute ${incidents} of ${ofIncidents} open incidents, and alerts of ${rules} of ${ofRules} rules that had any in the last 24 hours`;
}
