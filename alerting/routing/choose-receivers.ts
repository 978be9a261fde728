/** What a rule says of whom to tell; `channels` of a level: null says nothing, `[]` says nobody. */
export interface ReceiverRule {
  readonly channels: readonly string[];
  readonly levels: readonly {
    readonly severity: string;
    readonly channels: readonly string[] | null;
  }[];
}

/** What a policy says of it. */
export interface ReceiverPolicy {
  readonly channels: readonly string[];
  readonly severityChannels: ReadonlyMap<string, readonly string[]>;
}

/** Who said whom to tell. */
export type ReceiverReason =
  | 'level_channels'
  | 'rule_channels'
  | 'policy_severity_channels'
  | 'policy_channels'
  /** Nobody did. */
  | 'default_receiver';

export interface Receivers {
  readonly reason: ReceiverReason;
  /** Channel ids, distinct; empty: nobody, because somebody said so. */
  readonly channels: readonly string[];
}

/**
 * Whom does an incident of this severity go to? The nearest word counts: the level of the rule, the
 * rule, what its policy says of the severity, the policy, and when none of them names a channel the
 * default receiver.
 * @param defaults channel ids of the default receiver
 */
export function chooseReceivers(
  severity: string,
  rule: ReceiverRule,
  policy: ReceiverPolicy | null,
  defaults: readonly string[],
): Receivers {
  const level = rule.levels.find((each) => each.severity === severity)?.channels ?? null;
  if (level !== null) return { reason: 'level_channels', channels: level };
  if (rule.channels.length > 0) return { reason: 'rule_channels', channels: rule.channels };
  const graded = policy?.severityChannels.get(severity);
  if (graded !== undefined) return { reason: 'policy_severity_channels', channels: graded };
  if (policy !== null && policy.channels.length > 0) {
    return { reason: 'policy_channels', channels: policy.channels };
  }
  return { reason: 'default_receiver', channels: defaults };
}
