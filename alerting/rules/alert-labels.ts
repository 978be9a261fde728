// The labels by which an alert of ours is known again; people cannot set them.

/** Which rule on which cluster raised it; its value is what `ruleLabel` makes. */
export const RULE_LABEL = 'tocsin_rule';

/** Owner of its rule, for people; identifies nothing. */
export const TENANT_LABEL = 'tocsin_tenant';

/** `true` on the alert that a rule has nothing to look at: an alert of its own beside the others. */
export const NO_DATA_LABEL = 'tocsin_no_data';

/** Which level of its rule it is of. */
export const SEVERITY_LABEL = 'severity';

/** Of an incident about a rule itself: what is wrong with it. No alert has it. */
export const TROUBLE_LABEL = 'tocsin_rule_trouble';
