import type { ErrorDetail } from '../errors/app-error.ts';
import { check, checkDistinct, checkText, checkTimeZone, findings } from './field-checks.ts';
import type { Stored } from './stored.ts';

/** Languages that people are written to in. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What can be said and changed about a tenant. */
export interface TenantFields {
  /** For people; may be empty. */
  readonly title: string;
  /** IANA zone, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  readonly language: Language;
  /** The ladder, most severe first: 1 to 10, distinct. */
  readonly severities: readonly string[];
}

export interface Tenant extends TenantFields, Stored {
  /** DNS label. */
  readonly id: string;
}

/** The ladder of a tenant that names none. */
export const DEFAULT_SEVERITIES: readonly string[] = ['critical', 'warning', 'info'];

/** What is wrong with the fields; paths are JSON pointers below `at`. */
export function checkTenantFields(fields: TenantFields, at = ''): readonly ErrorDetail[] {
  const { severities } = fields;
  return findings(
    checkText(fields.title, `${at}/title`, 200),
    checkTimeZone(fields.timeZone, `${at}/timeZone`),
    check(
      severities.length >= 1 && severities.length <= 10,
      `${at}/severities`,
      'expected 1 to 10 severities',
    ),
    severities.flatMap((severity, index) => checkSeverity(severity, `${at}/severities/${index}`)),
    checkDistinct(severities, `${at}/severities`),
  );
}

function checkSeverity(severity: string, path: string): readonly ErrorDetail[] {
  return findings(
    checkText(severity, path, 40),
    check(
      severity !== '' && severity.trim() === severity,
      path,
      'expected text without outer spaces',
    ),
    check(!severity.includes('{{'), path, 'expected text without "{{", which begins a template'),
  );
}
