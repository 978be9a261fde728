import type { LimitGate } from '../../limits/limit-gate.ts';
import type { TenantLimits } from '../../limits/tenant-limits.ts';

/** The limits of tenants; the service has one `LimitGate` for all questions. */
export interface LogQuestionGate extends Pick<LimitGate, 'check' | 'enter' | 'admit'> {
  limitsOf(tenant: string): Pick<TenantLimits, 'maxResponseBytes' | 'timeoutMs'>;
}
