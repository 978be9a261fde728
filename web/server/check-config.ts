import { readFileSync } from 'node:fs';
import { resolveSecret } from '../../platform/config/secret-ref.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { DeclaredTenancy } from '../../platform/tenancy/declared-tenancy.ts';
import { readDeclared } from '../../platform/tenancy/read-declared.ts';
import { limitTable } from '../../queries/limits/tenant-limits.ts';
import type { Config } from './config.ts';

/** What of the configuration the schema cannot judge by itself, judged. */
export interface CheckedConfig {
  readonly declared: DeclaredTenancy;
}

const secrets = { env: process.env, readFile: (path: string) => readFileSync(path, 'utf8') };

/**
 * Checks what refers to something else: declared things to each other, secrets to variables and
 * files. Throws `AppError` `invalid` with all findings.
 */
export function checkConfig(config: Config): CheckedConfig {
  const read = readDeclared(config, (ref, extent) => resolveSecret(ref, secrets, extent));
  const findings = read.kind === 'findings' ? [...read.findings] : [];
  if (config.server.publicUrl !== '' && !isHttpUrl(config.server.publicUrl)) {
    findings.push({
      path: '/server/publicUrl',
      message: 'expected an http or https URL without path',
    });
  }
  findings.push(...limitFindings(config));
  if (read.kind === 'declared' && findings.length === 0) return { declared: read.declared };
  throw new AppError('invalid', 'the configuration cannot be used', { details: findings });
}

/** The schema lets pass a tenant that is named twice, and durations whose units are out of order. */
function limitFindings({ limits }: Config): readonly { path: string; message: string }[] {
  try {
    limitTable(limits);
    return [];
  } catch (thrown) {
    if (thrown instanceof AppError) return [{ path: '/limits', message: thrown.message }];
    throw thrown;
  }
}

/** A secret of the configuration, looked up. */
export function secretOf(
  ref: Parameters<typeof resolveSecret>[0],
  extent: 'line' | 'whole' = 'line',
): string {
  return resolveSecret(ref, secrets, extent);
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '';
}
