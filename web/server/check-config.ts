import { readFileSync } from 'node:fs';
import { grafanaFindings } from '../../dashboards/grafana/check-grafana.ts';
import { resolveSecret } from '../../platform/config/secret-ref.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { postgresPlace } from '../../platform/state/postgres-connection.ts';
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
  findings.push(...limitFindings(config), ...databaseFindings(config));
  findings.push(...grafanaFindings(config.grafana), ...grafanaSecretFindings(config));
  if (read.kind === 'declared' && findings.length === 0) return { declared: read.declared };
  throw new AppError('invalid', 'the configuration cannot be used', { details: findings });
}

function databaseFindings(config: Config): readonly { path: string; message: string }[] {
  try {
    const url = databaseUrlOf(config);
    if (url !== null) postgresPlace(url);
    return [];
  } catch (thrown) {
    if (thrown instanceof AppError) return [{ path: '/data/database', message: thrown.message }];
    throw thrown;
  }
}

/**
 * The address of the PostgreSQL database that holds the state, with its password; null: it is a file
 * in the data folder. What is configured wins over `DATABASE_URL`.
 */
export function databaseUrlOf({ data }: Pick<Config, 'data'>): string | null {
  if (data.database !== undefined) return secretOf(data.database);
  const url = secrets.env.DATABASE_URL ?? '';
  return url === '' ? null : url;
}

function grafanaSecretFindings({ grafana }: Config): readonly { path: string; message: string }[] {
  try {
    if (grafana.adminPassword !== undefined) secretOf(grafana.adminPassword);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return [{ path: '/grafana/adminPassword', message: thrown.message }];
  }
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
