// The labels by which an alert of ours is known again; people cannot set them.

/** Which rule on which cluster raised it; its value is what `ruleLabel` makes. */
export const RULE_LABEL = 'tocsin_rule';

/** Owner of its rule, for people; identifies nothing. */
export const TENANT_LABEL = 'tocsin_tenant';

/** Which level of its rule it is of. */
export const SEVERITY_LABEL = 'severity';
