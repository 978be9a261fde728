import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { inRepository } from './repository.ts';

/** A real server's program; `libraries` is a value for LD_LIBRARY_PATH, `cwd` where to start it. */
export interface ServerTool {
  readonly path: string;
  readonly version: string;
  readonly libraries?: string;
  readonly cwd?: string;
}

export type ServerName =
  | 'prometheus'
  | 'promtool'
  | 'prometheus-alertmanager'
  | 'amtool'
  | 'prometheus-node-exporter'
  | 'vmalert'
  | 'victoria-metrics'
  | 'kubectl'
  | 'postgres'
  | 'initdb'
  | 'chromium'
  | 'cjk-font';

type Found = Partial<Record<ServerName, ServerTool | { readonly missing: string }>>;

let found: Found | undefined;

/** What `scripts/setup-servers.mjs` wrote; it is run when it has not been yet. */
function findings(): Found {
  if (found !== undefined) return found;
  const file = inRepository('.cache/servers.json');
  if (!existsSync(file)) {
    spawnSync(process.execPath, [inRepository('scripts/setup-servers.mjs')], { stdio: 'inherit' });
  }
  found = JSON.parse(readFileSync(file, 'utf8')) as Found;
  return found;
}

/** Why a tool is not here, or null when it is. */
export function whyMissing(name: ServerName): string | null {
  const entry = findings()[name];
  if (entry === undefined) return 'not looked for; run node scripts/setup-servers.mjs';
  return 'missing' in entry ? entry.missing : null;
}

/** @throws Error when the tool is missing, with the reason */
export function serverTool(name: ServerName): ServerTool {
  const entry = findings()[name];
  if (entry === undefined || 'missing' in entry) {
    throw new Error(`${name} is missing: ${whyMissing(name)}`);
  }
  return entry;
}
