import { stringify } from 'yaml';
import { type BoardText, sourceForGrafana } from '../boards/board-for-grafana.ts';
import { bearer } from './data-source-body.ts';
import type { DataSourceSpec } from './data-source-spec.ts';

/** A file for a folder below Grafana's `provisioning/`. */
export interface ProvisioningFile {
  /** e.g. `datasources/tocsin-acme.yaml`. */
  readonly path: string;
  readonly text: string;
}

/**
 * How the token stands in a file: as it is, or as the name of an environment variable of Grafana's,
 * which Grafana puts in.
 */
export type TokenText =
  | { readonly kind: 'given'; readonly tokens: ReadonlyMap<string, string> }
  | { readonly kind: 'reference' };

/** A dashboard to be provisioned. */
export interface ProvisionedDashboard extends BoardText {
  readonly folder: string;
}

/** Bytes are the same for the same content, whatever the order in which it is given. */
const PRINT = { sortMapEntries: true, lineWidth: 0 } as const;

/**
 * The file of a tenant's data sources. What is gone from the file Grafana keeps, so those that were
 * in it before are named for deletion.
 * @param organisation of Grafana; 1 where a folder is the tenant's place
 */
export function dataSourceFile(
  owner: string,
  specs: readonly DataSourceSpec[],
  { organisation, token }: { readonly organisation: number; readonly token: TokenText },
): ProvisioningFile {
  const datasources = specs.map(({ uid, name, kind, url, isDefault, jsonData }) => ({
    ...{ uid, name, url, isDefault, jsonData },
    access: 'proxy',
    editable: false,
    orgId: organisation,
    secureJsonData: { httpHeaderValue1: tokenText(uid, token) },
    type: kind,
    version: 1,
  }));
  const header = [
    `# Data sources of ${owner}, written by tocsin. For provisioning/datasources/ of Grafana.`,
    ...(token.kind === 'reference'
      ? [`# Each token stands in a variable of Grafana's environment: ${envName('<uid>')}.`]
      : ['# Holds tokens: keep it as a secret.']),
  ];
  const text = stringify({ apiVersion: 1, prune: true, datasources }, PRINT);
  return {
    path: `datasources/tocsin-${owner}.yaml`,
    text: `${header.join('\n')}\n${text}`,
  };
}

function tokenText(uid: string, token: TokenText): string {
  if (token.kind === 'reference') return `Bearer $${envName(uid)}`;
  // Grafana reads `$` in values as the name of a variable.
  return bearer(token.tokens.get(uid) ?? '').replaceAll('$', '$$$$');
}

/** `TOCSIN_TOKEN_…` of the data source; names of variables hold no hyphen. */
export function envName(uid: string): string {
  return `TOCSIN_TOKEN_${uid.replace(/^tocsin-/, '').replaceAll('-', '_')}`;
}

/** Where the files of a tenant go. */
export interface DashboardFilesWhere {
  /** Of Grafana. */
  readonly organisation: number;
  /** Whether nobody else's dashboards lie in it; otherwise the tenant's name stands before its folders. */
  readonly isAlone: boolean;
  readonly specs: readonly DataSourceSpec[];
}

/** The provider of a tenant's dashboards, and each of them in its folder. */
export function dashboardFiles(
  owner: string,
  dashboards: readonly ProvisionedDashboard[],
  { organisation, isAlone, specs }: DashboardFilesWhere,
): readonly ProvisioningFile[] {
  const folderOf = (folder: string) => (isAlone ? safeFolder(folder) : ownFolder(owner, folder));
  const provider = {
    name: `tocsin-${owner}`,
    orgId: organisation,
    type: 'file',
    disableDeletion: false,
    allowUiUpdates: false,
    options: {
      path: `/etc/grafana/provisioning/dashboards/tocsin-${owner}`,
      foldersFromFilesStructure: true,
    },
  };
  const text = stringify({ apiVersion: 1, providers: [provider] }, PRINT);
  const sorted = [...dashboards].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  return [
    {
      path: `dashboards/tocsin-${owner}.yaml`,
      text: `# Dashboards of ${owner}, written by tocsin. For provisioning/dashboards/ of Grafana.\n${text}`,
    },
    ...sorted.map((one) => ({
      path: `dashboards/tocsin-${owner}/${folderOf(one.folder)}${one.uid}.json`,
      text: sourceForGrafana(one, specs),
    })),
  ];
}

/** Grafana names a folder by the last part of its path alone, so two tenants would share one. */
function ownFolder(owner: string, folder: string): string {
  const parts = safeFolder(folder).split('/');
  return `${['tocsin', owner, ...parts].filter((part) => part !== '').join(' - ')}/`;
}

/** Folders become folders; what a path must not hold becomes `_`. */
function safeFolder(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '');
  return parts.map((part) => `${part.replaceAll(/[^\p{L}\p{N} _-]/gu, '_')}/`).join('');
}
