import type { StateEvent } from '../incidents/incident.ts';
import type { ReceiverRule } from './choose-receivers.ts';
import { chooseTargets, PLAIN_TELLING, type Target, type TargetChoice } from './choose-targets.ts';

/**
 * What a message to people is about. All but `resolved` are a firing to whoever gets them; `repeat`
 * says again that it fires, `escalated` that nobody has taken it on, `flapping` that it comes and
 * goes, `stale` that its source is silent, `acknowledged` and `note` what people did.
 */
export const PURPOSES = [
  'firing',
  'severity_raised',
  'severity_lowered',
  'repeat',
  'escalated',
  'flapping',
  'stale',
  'acknowledged',
  'note',
  'resolved',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Why a change of an incident is told to nobody. */
export type UnroutedReason =
  /** Its level, its policy for this severity, or its route names an empty list of channels. */
  | 'no_channels'
  /** The rule does not notify this kind of level change. */
  | 'level_change_policy'
  /** Nobody was told that it fires. */
  | 'no_firing_queued';

/** Where a change goes: to distinct channels, at least one; or the reason why nowhere. */
export type Routing =
  | { readonly kind: 'to'; readonly purpose: Purpose; readonly targets: readonly Target[] }
  | { readonly kind: 'nowhere'; readonly purpose: Purpose; readonly reason: UnroutedReason };

/** What a rule says about notifying. */
export interface RoutedRule extends ReceiverRule {
  readonly levelChange: 'raised' | 'any' | 'none';
}

/** A change of an incident, with what its rule, the rule's policy and the tree say. */
export interface RoutedChange extends TargetChoice {
  readonly kind: StateEvent['kind'];
  readonly rule: RoutedRule | null;
  /** Channels that a firing of this incident was queued for. */
  readonly notifiedChannels: readonly string[];
}

/**
 * Where does a change of an incident go? A resolve goes to those who were told that it fires,
 * whatever the rule says by now; anything else to the receivers of its severity.
 */
export function routeChange(change: RoutedChange): Routing {
  const { kind, rule, notifiedChannels } = change;
  if (kind === 'resolved') {
    if (notifiedChannels.length === 0) {
      return { kind: 'nowhere', purpose: 'resolved', reason: 'no_firing_queued' };
    }
    const { targets } = chooseTargets(change);
    return {
      kind: 'to',
      purpose: 'resolved',
      targets: notifiedChannels.map((channelId) => owedTo(channelId, targets)),
    };
  }
  const purpose = PURPOSE_OF[kind];
  const levelChange = rule?.levelChange ?? 'raised';
  const isNotified =
    ALWAYS.has(kind) ||
    levelChange === 'any' ||
    (levelChange === 'raised' && kind === 'severity_raised');
  if (!isNotified) return { kind: 'nowhere', purpose, reason: 'level_change_policy' };
  const { targets } = chooseTargets(change);
  return targets.length > 0
    ? { kind: 'to', purpose, targets }
    : { kind: 'nowhere', purpose, reason: 'no_channels' };
}

/** How a channel that was told is told now; at once and alone if nobody names it any more. */
function owedTo(channelId: string, targets: readonly Target[]): Target {
  const telling = targets.find((one) => one.channelId === channelId)?.telling ?? PLAIN_TELLING;
  return { channelId, detail: 'firing_queued', telling };
}

/** What is said of a change. That its source tells of it again says that it still fires. */
const PURPOSE_OF = {
  fired: 'firing',
  severity_raised: 'severity_raised',
  severity_lowered: 'severity_lowered',
  went_stale: 'stale',
  came_back: 'repeat',
} as const;

/** Changes that are told whatever the rule says of level changes. */
const ALWAYS: ReadonlySet<StateEvent['kind']> = new Set(['fired', 'went_stale', 'came_back']);
