import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { readDeclared } from '../../platform/tenancy/read-declared.ts';
import { TenancyConfig } from '../../platform/tenancy/tenancy-config.ts';

const load = validator(Type.Object(TenancyConfig, { additionalProperties: false }));

export const secrets: Readonly<Record<string, string>> = {
  TOKEN: 'a-secret-of-thirty-two-characters',
  BEARER: 'bearer-of-eu1',
};

export const files = new Map<string, string>();

export function read(yaml: object) {
  const loaded = load(yaml);
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.findings));
  return readDeclared(loaded.value, (ref) => {
    if (typeof ref === 'string') return ref;
    const value = 'env' in ref ? secrets[ref.env] : files.get(ref.file);
    if (value) return value;
    throw new AppError('invalid', 'environment variable is not set');
  });
}

export function findingsOf(yaml: object) {
  const outcome = read(yaml);
  return outcome.kind === 'findings'
    ? outcome.findings.map(({ path, message }) => `${path} ${message}`)
    : [];
}

export const eu1 = {
  id: 'eu1',
  metrics: { url: 'http://eu1.example:9090/', bearerToken: { env: 'BEARER' } },
};
export const environment = { id: 'prod', cluster: 'eu1', namespace: 'shop' };
export const acme = { id: 'acme', projects: [{ id: 'shop', environments: [environment] }] };
export const globex = {
  id: 'globex',
  projects: [{ id: 'shop', environments: [{ ...environment, namespace: 'globex-shop' }] }],
};
export const token = {
  name: 'grafana',
  owner: 'acme',
  node: 'acme.shop',
  permissions: ['metrics:read'],
  secret: { env: 'TOKEN' },
};
export const ann = {
  name: 'Ann',
  password: 'a long password',
  roles: [{ role: 'tenant-admin', node: 'acme' }],
};
export const whole = { clusters: [eu1], tenants: [acme, globex], users: [ann], tokens: [token] };
