/** A kubeconfig of one cluster and one user, as JSON, which is YAML as well. */
export function kubeconfigOf(about: {
  readonly url: string;
  readonly caPem: string;
  readonly identity: string;
  readonly token: string;
  readonly namespace: string;
}): string {
  const { url, caPem, identity, token, namespace } = about;
  const certificate = Buffer.from(caPem).toString('base64');
  const cluster = { server: url, 'certificate-authority-data': certificate };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: identity, user: { token } }],
    contexts: [{ name: identity, context: { cluster: 'test', user: identity, namespace } }],
    'current-context': identity,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
