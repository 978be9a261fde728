/**
 * The label of every stream of audit, and of no other: reading it takes `audit:read`. Only the
 * receiver of the audit webhook sets it; whatever else is stored never carries it, whoever sent it.
 */
export const AUDIT_LABEL = 'tocsin_audit';

/** Its one value. Streams with any value count as audit. */
export const AUDIT_VALUE = 'true';
