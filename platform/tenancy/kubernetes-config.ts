import { type Static, Type } from 'typebox';
import { SecretRef } from '../config/secret-ref.ts';

const closed = { additionalProperties: false } as const;

/** How the objects of a cluster are reached, as the file declares it. */
export const KubernetesConfig = Type.Union(
  [
    Type.Null(),
    Type.Object({ kind: Type.Literal('in-cluster') }, closed),
    Type.Object(
      {
        kind: Type.Literal('kubeconfig'),
        file: Type.String({ description: 'Absolute path of a kubeconfig; read again each minute' }),
        context: Type.Optional(
          Type.Union([Type.Null(), Type.String()], { description: 'null: its current one' }),
        ),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('direct'),
        url: Type.String({ description: 'Of the API server, e.g. https://10.0.0.1:6443' }),
        ca: Type.Optional(SecretRef),
        serverName: Type.Optional(
          Type.Union([Type.Null(), Type.String()], {
            description: 'Name in its certificate, when not the host',
          }),
        ),
        token: SecretRef,
      },
      closed,
    ),
  ],
  {
    default: null,
    description: 'How the objects of the cluster are reached; null: they are not',
  },
);
export type KubernetesConfig = Static<typeof KubernetesConfig>;
