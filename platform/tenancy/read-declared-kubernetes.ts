import type { KubernetesFields } from './cluster-kubernetes.ts';
import type { KubernetesConfig } from './kubernetes-config.ts';
import type { BackendReading } from './read-declared-backend.ts';
import { secretAt } from './resolve-secret.ts';

/** Reads the connection of the file with its token; one that cannot be looked up is empty text. */
export function readKubernetes(
  config: NonNullable<KubernetesConfig>,
  at: string,
  { resolve, findings }: BackendReading,
): KubernetesFields {
  if (config.kind !== 'direct') return config;
  const { kind, url, ca, serverName } = config;
  const pem = ca === undefined ? null : secretAt(ca, `${at}/ca`, resolve, findings, 'whole');
  const token = secretAt(config.token, `${at}/token`, resolve, findings) ?? '';
  return { kind, url, ca: pem ?? null, serverName, token };
}
