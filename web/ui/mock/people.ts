import type { ScopeNode, Session } from '../../contract/session.ts';

const READ = [
  'metrics:read',
  'rules:read',
  'channels:read',
  'incidents:read',
  'silences:read',
  'tenancy:read',
  'dashboards:read',
];
const ALL = [
  ...READ,
  'rules:write',
  'channels:write',
  'incidents:ack',
  'silences:write',
  'collectors:write',
  'tokens:write',
  'members:write',
  'tenancy:write',
  'dashboards:write',
];

function nodes(
  tenant: string,
  title: string,
  projects: Readonly<Record<string, readonly string[]>>,
  permissions: readonly string[],
): ScopeNode[] {
  const node = (path: string, level: ScopeNode['level'], name: string): ScopeNode => ({
    path,
    title: name,
    level,
    clusters: level === 'tenant' ? ['eu-1', 'us-1'] : ['eu-1'],
    permissions: [...permissions],
  });
  return [
    node(tenant, 'tenant', title),
    ...Object.entries(projects).flatMap(([project, environments]) => [
      node(`${tenant}.${project}`, 'project', ''),
      ...environments.map((each) => node(`${tenant}.${project}.${each}`, 'environment', '')),
    ]),
  ];
}

const ACME = { shop: ['prod', 'test'], payments: ['prod'] };

export const TENANTS = {
  acme: { title: 'Acme', severities: ['critical', 'major', 'minor', 'warning', 'info'] },
  globex: { title: 'Globex', severities: ['P1', 'P2', 'P3'] },
} as const;

/** People of the mock; the password of each is `correct horse`. */
const PEOPLE: Readonly<
  Record<string, { readonly scopes: ScopeNode[]; readonly mustChangePassword: boolean }>
> = {
  ann: { scopes: nodes('acme', 'Acme', ACME, ALL), mustChangePassword: false },
  bo: { scopes: nodes('globex', 'Globex', { lab: ['dev'] }, ALL), mustChangePassword: false },
  reader: { scopes: nodes('acme', 'Acme', ACME, READ), mustChangePassword: false },
  newcomer: { scopes: nodes('acme', 'Acme', ACME, ALL), mustChangePassword: true },
  nobody: { scopes: [], mustChangePassword: false },
};

export function sessionOf(name: string, nowMs: number): Session | undefined {
  const person = PEOPLE[name];
  if (person === undefined) return undefined;
  return {
    user: {
      id: name,
      name,
      displayName: '',
      email: `${name}@example.com`,
      language: 'en',
      mustChangePassword: person.mustChangePassword,
    },
    expiresAt: new Date(nowMs + 12 * 3_600_000).toISOString(),
    scopes: person.scopes,
    platformSeverities: null,
  };
}
