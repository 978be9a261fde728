import type { TFunction } from 'i18next';
import type { Tenant, TenantUpdate } from '../../../contract/tenancy.ts';
import type { Findings } from '../../forms/pointer.ts';
import { pointer } from '../../forms/pointer.ts';

/** What a tenant says of itself, as it is typed. */
export type TenantForm = TenantUpdate;

const MOST_SEVERITIES = 10;

export function formOfTenant({ title, timeZone, language, severities }: Tenant): TenantForm {
  return { title, timeZone, language, severities };
}

export function isTenantForm(value: unknown): value is TenantForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    ['title', 'timeZone', 'language'].every((key) => typeof entries.get(key) === 'string') &&
    Array.isArray(entries.get('severities'))
  );
}

export function checkTenant({ severities }: TenantForm, t: TFunction): Findings {
  const findings = new Map<string, string>();
  for (const [index, severity] of severities.entries()) {
    const at = pointer('severities', index);
    if (severity.trim() === '') findings.set(at, t('forms.required'));
    else if (severity.length > 40) findings.set(at, t('forms.tooLong', { max: 40 }));
    else if (severities.indexOf(severity) !== index) findings.set(at, t('tenant.ladder.twice'));
  }
  return findings;
}

export function mayAddSeverity({ severities }: TenantForm): boolean {
  return severities.length < MOST_SEVERITIES;
}

/** With the rung one place up or down. */
export function movedSeverity(
  severities: readonly string[],
  index: number,
  by: -1 | 1,
): readonly string[] {
  const moved = severities[index];
  const other = severities[index + by];
  if (moved === undefined || other === undefined) return severities;
  return severities.with(index, other).with(index + by, moved);
}
