import { join } from 'node:path';
import { resolveSecret } from '../../config/secret-ref.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertNever } from '../../model/assert-never.ts';
import { type CredentialFiles, type Credentials, plainUrl } from './credentials.ts';
import {
  checkConnection,
  type DirectConnection,
  type KubernetesConnection,
  SERVICE_ACCOUNT_FOLDER,
} from './kubernetes-connection.ts';
import { readKubeconfig } from './read-kubeconfig.ts';

/**
 * The credentials as files and environment have them now.
 * @throws AppError `invalid`, naming what is missing; or what reading a file throws
 */
export function readCredentials(
  connection: KubernetesConnection,
  files: CredentialFiles,
): Credentials {
  const [finding] = checkConnection(connection);
  if (finding)
    throw new AppError('invalid', `the connection's ${finding.path.slice(1)} ${finding.message}`);
  switch (connection.kind) {
    case 'direct':
      return readDirect(connection, files);
    case 'in-cluster':
      return readServiceAccount(connection.folder ?? SERVICE_ACCOUNT_FOLDER, files);
    case 'kubeconfig':
      return readKubeconfig(connection, files);
    default:
      return assertNever(connection);
  }
}

function readDirect(connection: DirectConnection, files: CredentialFiles): Credentials {
  const { url, ca, token, clientCertificate, serverName } = connection;
  return {
    url: plainUrl(url),
    token: token === undefined ? undefined : resolveSecret(token, files),
    tls: {
      ...(ca === undefined ? {} : { ca: resolveSecret(ca, files, 'whole') }),
      ...(clientCertificate === undefined
        ? {}
        : {
            cert: resolveSecret(clientCertificate.certificate, files, 'whole'),
            key: resolveSecret(clientCertificate.key, files, 'whole'),
          }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
  };
}

function readServiceAccount(folder: string, files: CredentialFiles): Credentials {
  const host = files.env.KUBERNETES_SERVICE_HOST ?? '';
  const port =
    files.env.KUBERNETES_SERVICE_PORT_HTTPS ?? files.env.KUBERNETES_SERVICE_PORT ?? '443';
  if (host === '') {
    throw new AppError(
      'invalid',
      'KUBERNETES_SERVICE_HOST is not set: this process is in no pod; use a kubeconfig or a URL',
    );
  }
  const token = files.readFile(join(folder, 'token')).trim();
  if (token === '')
    throw new AppError('invalid', `the service account in ${folder} has an empty token`);
  const ca = files.readFile(join(folder, 'ca.crt'));
  return { url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, tls: { ca }, token };
}
