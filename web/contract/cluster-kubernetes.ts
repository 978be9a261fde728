import { Type } from 'typebox';

const closed = { additionalProperties: false } as const;

const inCluster = Type.Object({ kind: Type.Literal('in-cluster') }, closed);
const context = Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 253 })], {
  description: 'null: its current one',
});
const file = Type.String({
  minLength: 1,
  maxLength: 4096,
  description: 'Absolute path of a kubeconfig on the host of tocsin; read again each minute',
});
const url = Type.String({
  minLength: 8,
  maxLength: 2048,
  description: 'Of the API server, e.g. https://10.0.0.1:6443',
});
const ca = Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 262_144 })], {
  description: "Certificates to trust instead of the system's, PEM",
});
const serverName = Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 253 })], {
  description: 'Name in its certificate, when not the host',
});

/** How the objects of a cluster are reached; without the token, which is write-only. */
export const Kubernetes = Type.Union([
  inCluster,
  Type.Object({ kind: Type.Literal('kubeconfig'), file, context }, closed),
  Type.Object({ kind: Type.Literal('direct'), url, ca, serverName }, closed),
]);

export const KubernetesInput = Type.Union([
  inCluster,
  Type.Object({ kind: Type.Literal('kubeconfig'), file, context: Type.Optional(context) }, closed),
  Type.Object(
    {
      kind: Type.Literal('direct'),
      url,
      ca: Type.Optional(ca),
      serverName: Type.Optional(serverName),
      token: Type.Optional(
        Type.String({ description: 'Of a service account; write-only; left out: as it is' }),
      ),
    },
    closed,
  ),
]);
