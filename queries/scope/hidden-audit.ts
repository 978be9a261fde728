import { AUDIT_LABEL } from '../../platform/model/audit-label.ts';
import type { EnforcedMatcher } from './enforced-matcher.ts';

/** What every selector carries of whoever may not read streams of audit, where there are some. */
export const HIDDEN_AUDIT: readonly EnforcedMatcher[] = [{ name: AUDIT_LABEL, op: 'absent' }];
