import { isAbsolute } from 'node:path';
import type { ErrorDetail } from '../errors/app-error.ts';
import {
  checkServerUrl,
  type KubernetesConnection,
} from '../kubernetes/connection/kubernetes-connection.ts';
import { type Check, check, findings } from './field-checks.ts';
import type { SecretSealer } from './secret-sealer.ts';

/** An API server, and a token that does not change; for one that does there is a kubeconfig. */
export interface DirectKubernetes {
  readonly kind: 'direct';
  /** e.g. `https://10.0.0.1:6443`. */
  readonly url: string;
  /** Certificates to trust, PEM; null: the system's. */
  readonly ca: string | null;
  /** Name in its certificate, when not the host. */
  readonly serverName: string | null;
  /** A secret. */
  readonly token: string;
}

/**
 * How the objects of a cluster are reached: by our own service account, by a kubeconfig on our host
 * (read again each minute, so that what it names may change), or directly.
 */
export type ClusterKubernetes =
  | { readonly kind: 'in-cluster' }
  | {
      readonly kind: 'kubeconfig';
      /** Absolute path. */
      readonly file: string;
      /** null: its current one. */
      readonly context: string | null;
    }
  | DirectKubernetes;

/** As it may be shown. */
export type PlainKubernetes =
  | Exclude<ClusterKubernetes, DirectKubernetes>
  | Omit<DirectKubernetes, 'token'>;

/** What is said about it; a token that is left out is kept as it is. */
export type KubernetesFields =
  | { readonly kind: 'in-cluster' }
  | {
      readonly kind: 'kubeconfig';
      readonly file: string;
      readonly context?: string | null | undefined;
    }
  | {
      readonly kind: 'direct';
      readonly url: string;
      readonly ca?: string | null | undefined;
      readonly serverName?: string | null | undefined;
      readonly token?: string | undefined;
    };

export interface ResolvedKubernetes {
  /** A token that is missing is empty text, which `checkKubernetes` refuses. */
  readonly kubernetes: ClusterKubernetes | null;
  /** A kept token that must be given again. */
  readonly findings: readonly ErrorDetail[];
}

/**
 * The connection that the fields mean; all of it left out stays as it is. The stored token is
 * write-only: it is kept only as long as it goes to the same server, verified in the same way.
 */
export function resolveKubernetes(
  fields: KubernetesFields | null | undefined,
  before: ClusterKubernetes | null,
  at: string,
): ResolvedKubernetes {
  if (fields === undefined) return { kubernetes: before, findings: [] };
  if (fields === null) return { kubernetes: null, findings: [] };
  if (fields.kind === 'in-cluster') return { kubernetes: { kind: fields.kind }, findings: [] };
  if (fields.kind === 'kubeconfig') {
    const { kind, file, context = null } = fields;
    return { kubernetes: { kind, file, context }, findings: [] };
  }
  const { kind, url, ca = null, serverName = null } = fields;
  const kept = before?.kind === 'direct' ? before : null;
  const token = fields.token ?? kept?.token ?? '';
  const isSame = kept?.url === url && kept.ca === ca && kept.serverName === serverName;
  const isLost = fields.token === undefined && kept !== null && !isSame;
  return {
    kubernetes: { kind, url, ca, serverName, token },
    findings: findings(check(!isLost, `${at}/token`, 'give it again: it would go elsewhere')),
  };
}

/** What is wrong with it. @param at its JSON pointer */
export function checkKubernetes(
  kubernetes: ClusterKubernetes | null,
  at: string,
): readonly ErrorDetail[] {
  if (kubernetes === null || kubernetes.kind === 'in-cluster') return [];
  if (kubernetes.kind === 'kubeconfig') return findings(checkFile(kubernetes.file, `${at}/file`));
  const { url, token } = kubernetes;
  return [
    ...checkServerUrl(url, true).map(({ path, message }) => ({ path: `${at}${path}`, message })),
    ...findings(
      check(
        /^[\x21-\x7e]{1,8192}$/.test(token),
        `${at}/token`,
        'expected a token without spaces and of at most 8192 characters',
      ),
    ),
  ];
}

function checkFile(file: string, path: string): Check {
  const isFile = isAbsolute(file) && file.length <= 4096 && !/\p{Cc}/u.test(file);
  return check(isFile, path, 'expected the absolute path of a kubeconfig');
}

/** Member by member: what is not named here is not shown. */
export function plainKubernetes(kubernetes: PlainKubernetes): PlainKubernetes {
  if (kubernetes.kind !== 'direct') return kubernetes;
  const { kind, url, ca, serverName } = kubernetes;
  return { kind, url, ca, serverName };
}

const placeOf = (cluster: string): string => `cluster/${cluster}/kubernetes-secrets`;

/** @returns the envelope; null when there is no secret. */
export function sealKubernetes(
  cluster: string,
  kubernetes: ClusterKubernetes | null,
  sealer: SecretSealer,
): string | null {
  return kubernetes?.kind === 'direct' ? sealer.seal(kubernetes.token, placeOf(cluster)) : null;
}

/** @throws AppError when the envelope does not open. */
export function openKubernetes(
  cluster: string,
  plain: PlainKubernetes,
  sealed: string | null,
  sealer: SecretSealer,
): ClusterKubernetes {
  if (plain.kind !== 'direct') return plain;
  return { ...plain, token: sealed === null ? '' : sealer.open(sealed, placeOf(cluster)) };
}

/** As the client of clusters takes it. */
export function connectionOf(kubernetes: ClusterKubernetes): KubernetesConnection {
  switch (kubernetes.kind) {
    case 'in-cluster':
      return { kind: 'in-cluster' };
    case 'kubeconfig': {
      const { kind, file, context } = kubernetes;
      return context === null ? { kind, file } : { kind, file, context };
    }
    default: {
      const { kind, url, ca, serverName, token } = kubernetes;
      return {
        ...{ kind, url, token },
        ...(ca === null ? {} : { ca }),
        ...(serverName === null ? {} : { serverName }),
      };
    }
  }
}
