import { type LabOptions, twoTenants } from '../support/two-tenants.ts';

/** The service's configuration for the demo: two tenants, mail and webhooks to this machine. */
export function demoConfig(lab: LabOptions, smtpPort: number): Readonly<Record<string, unknown>> {
  return {
    ...twoTenants(lab),
    mail: { host: '127.0.0.1', port: smtpPort, tls: 'none', from: 'tocsin@demo.example' },
    outbound: { tenantAllow: ['127.0.0.1/32'] },
  };
}
