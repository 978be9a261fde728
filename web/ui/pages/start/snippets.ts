/** What people paste into their own tools, with the addresses of this service. */
export const SNIPPETS = [
  'curl',
  'remoteWrite',
  'promtail',
  'otel',
  'grafana',
  'cluster',
  'people',
] as const;
export type SnippetName = (typeof SNIPPETS)[number];

/** Those of the service's own configuration name no token. */
export function isWithToken(name: SnippetName): boolean {
  return name !== 'cluster' && name !== 'people';
}

/** Stands for the secret of a token until one is made. */
export const TOKEN_PLACE = 'YOUR_TOKEN';

export interface SnippetPlace {
  /** Of this service, without a slash at its end. */
  readonly origin: string;
  readonly scope: string;
  readonly token: string;
}

export function snippetText(name: SnippetName, { origin, scope, token }: SnippetPlace): string {
  const base = `${origin}/scopes/${scope}`;
  switch (name) {
    case 'curl':
      return `curl -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\
  --data '{"streams":[{"stream":{"app":"try"},"values":[["'$(date +%s%N)'","hello from curl"]]}]}' \\
  ${base}/loki/loki/api/v1/push
`;
    case 'remoteWrite':
      return `remote_write:
  - url: ${base}/prometheus/api/v1/write
    authorization: { credentials: ${token} }
`;
    case 'promtail':
      return `clients:
  - url: ${base}/loki/loki/api/v1/push
    bearer_token: ${token}
`;
    case 'otel':
      return `exporters:
  otlphttp:
    endpoint: ${base}/otlp
    headers: { Authorization: "Bearer ${token}" }
`;
    case 'grafana':
      return `apiVersion: 1
datasources:
  - name: tocsin metrics
    type: prometheus
    url: ${base}/prometheus
    basicAuth: true
    basicAuthUser: any
    secureJsonData: { basicAuthPassword: ${token} }
  - name: tocsin logs
    type: loki
    url: ${base}/loki
    basicAuth: true
    basicAuthUser: any
    secureJsonData: { basicAuthPassword: ${token} }
`;
    case 'cluster':
      return `clusters:
  - id: mine
    metrics: { url: "http://127.0.0.1:9090" }
    logs: { url: "http://127.0.0.1:3100" }
    enforcement: { namespaceLabel: namespace }
    ruleSink: { kind: embedded }
`;
    case 'people':
      return `users:
  - name: ann
    password: { env: ANN_PASSWORD }
    roles:
      - { role: tenant-member, node: ${scope.split('@')[0]} }
`;
    default:
      return name satisfies never;
  }
}

/** What a token needs for everything above that uses one. */
export const SNIPPET_PERMISSIONS = [
  'metrics:read',
  'logs:read',
  'metrics:write',
  'logs:write',
] as const;
