/** What a message to people is about. The first three are a firing to whoever gets them. */
export type Purpose = 'firing' | 'severity_raised' | 'severity_lowered' | 'resolved';

/** Why a change of an incident is told to nobody. */
export type UnroutedReason =
  /** No rule of ours raised it, and there is no other route. */
  | 'no_route'
  /** Its rule names no channel. */
  | 'no_channels'
  /** The rule does not notify this kind of level change. */
  | 'level_change_policy'
  /** Nobody was told that it fires. */
  | 'no_firing_queued';

/** Where a change goes: channel ids, distinct, at least one; or the reason why nowhere. */
export type Routing =
  | { readonly kind: 'to'; readonly purpose: Purpose; readonly channels: readonly string[] }
  | { readonly kind: 'nowhere'; readonly purpose: Purpose; readonly reason: UnroutedReason };

/** A change of an incident, with what its rule says about notifying. */
export interface RoutedChange {
  readonly kind: 'fired' | 'severity_raised' | 'severity_lowered' | 'resolved';
  /** Null when the incident has no rule of ours, or the rule is gone. */
  readonly rule: {
    readonly channels: readonly string[];
    readonly levelChange: 'raised' | 'any' | 'none';
  } | null;
  /** Channels that a firing of this incident was queued for. */
  readonly notifiedChannels: readonly string[];
}

/**
 * Where does a change of an incident go? A resolve goes to those who were told that it fires,
 * whatever the rule says by now; anything else to the channels of the rule.
 */
export function routeChange(change: RoutedChange): Routing {
  const { kind, rule, notifiedChannels } = change;
  if (kind === 'resolved') {
    return notifiedChannels.length > 0
      ? { kind: 'to', purpose: 'resolved', channels: notifiedChannels }
      : { kind: 'nowhere', purpose: 'resolved', reason: 'no_firing_queued' };
  }
  const purpose = kind === 'fired' ? 'firing' : kind;
  if (!rule) return { kind: 'nowhere', purpose, reason: 'no_route' };
  if (rule.channels.length === 0) return { kind: 'nowhere', purpose, reason: 'no_channels' };
  const isNotified =
    kind === 'fired' ||
    rule.levelChange === 'any' ||
    (rule.levelChange === 'raised' && kind === 'severity_raised');
  return isNotified
    ? { kind: 'to', purpose, channels: rule.channels }
    : { kind: 'nowhere', purpose, reason: 'level_change_policy' };
}
