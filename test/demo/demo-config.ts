/** The service's configuration for the demo: a mail relay and webhooks on this machine. */
export function demoConfig(smtpPort: number): Readonly<Record<string, unknown>> {
  return {
    mail: { host: '127.0.0.1', port: smtpPort, from: 'tocsin@demo.example', tls: 'none' },
    outbound: { tenantAllow: ['127.0.0.1/32'] },
  };
}
