import type { Scope } from '../../platform/tenancy/scope.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';

/** Whose limits a question falls under: a tenant, or the platform. */
export function payerOf({ name }: Scope): string {
  return name.kind === 'platform' ? PLATFORM : name.node.tenant;
}
