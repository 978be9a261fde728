import { type Static, Type } from 'typebox';
import { SecretRef } from '../../config/secret-ref.ts';
import type { ErrorDetail } from '../../errors/app-error.ts';

const closed = { additionalProperties: false } as const;
const path = (description: string) => Type.String({ minLength: 1, maxLength: 4096, description });

/** Where pods find their service account. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** How to reach a cluster and who we are there; exactly one of three ways. */
export const KubernetesConnection = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('direct'),
        url: Type.String({
          pattern: '^https?://',
          maxLength: 2048,
          description: 'Of the API server, e.g. https://10.0.0.1:6443',
        }),
        ca: Type.Optional(SecretRef),
        token: Type.Optional(SecretRef),
        clientCertificate: Type.Optional(
          Type.Object({ certificate: SecretRef, key: SecretRef }, closed),
        ),
        serverName: Type.Optional(
          Type.String({ minLength: 1, description: 'Name in its certificate, if not the host' }),
        ),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('in-cluster'),
        folder: Type.Optional(path('Folder of the service account, when not the usual one')),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('kubeconfig'),
        file: path('A kubeconfig file'),
        context: Type.Optional(Type.String({ minLength: 1, description: 'Not its current one' })),
      },
      closed,
    ),
  ],
  { description: 'How to reach a Kubernetes cluster' },
);
export type KubernetesConnection = Static<typeof KubernetesConnection>;
export type DirectConnection = Extract<KubernetesConnection, { kind: 'direct' }>;

/** What the schema cannot say; empty when nothing is wrong. */
export function checkConnection(connection: KubernetesConnection): readonly ErrorDetail[] {
  if (connection.kind !== 'direct') return [];
  const { url, token, clientCertificate } = connection;
  const findings = checkServerUrl(url, token !== undefined || clientCertificate !== undefined);
  if (token === undefined || clientCertificate === undefined) return findings;
  return [
    ...findings,
    { path: '/clientCertificate', message: 'is given beside a token: keep one' },
  ];
}

/** @param isIdentified whether credentials would travel there */
export function checkServerUrl(text: string, isIdentified: boolean): readonly ErrorDetail[] {
  const wrong = (message: string) => [{ path: '/url', message }];
  if (!URL.canParse(text)) return wrong('cannot be parsed; write https://host:6443');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return wrong('needs https://');
  if (url.username !== '' || url.password !== '') return wrong('holds a user or password');
  if (url.search !== '' || url.hash !== '') return wrong('holds a query or fragment');
  if (url.protocol === 'http:' && isIdentified) {
    return wrong('is not encrypted, but credentials would be sent there; use https://');
  }
  return [];
}
