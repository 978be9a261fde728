import { AppError } from '../../../platform/errors/app-error.ts';
import type { AuthFields, BackendFields } from '../../../platform/tenancy/backend-fields.ts';
import { BEARER_TOKEN_FORM, isBearerToken } from '../../../platform/tenancy/check-backend.ts';
import type { BackendKind } from '../../../platform/tenancy/cluster-backend.ts';
import type { ClusterFields } from '../../../platform/tenancy/cluster-fields.ts';
import type { LogsBackendInput, MetricsBackendInput } from '../../contract/backends.ts';
import type { ClusterUpdate } from '../../contract/tenancy.ts';
import { readDuration } from './present.ts';

/** What a request says about a cluster. @throws AppError `invalid` naming the place. */
export function clusterFields(body: ClusterUpdate): ClusterFields {
  const { metrics, logs } = body;
  return {
    ...body,
    metrics: metrics && backendFields(metrics, metrics.kind, '/metrics'),
    logs: logs && { ...backendFields(logs, logs.kind, '/logs'), enforcement: logs.enforcement },
  };
}

type BackendInput = MetricsBackendInput | LogsBackendInput;

function backendFields<Kind extends BackendKind>(
  input: BackendInput,
  kind: Kind | undefined,
  at: string,
): BackendFields<Kind> {
  const { url, timeout, tls } = input;
  const auth = authFields(input, at);
  return { kind, url, timeoutMs: readDuration(timeout, `${at}/timeout`), auth, tls };
}

/** `bearerToken` is short for `auth` of kind `bearer`, and empty for none. */
function authFields({ auth, bearerToken }: BackendInput, at: string): AuthFields | undefined {
  if (bearerToken === undefined) return auth;
  if (auth !== undefined) {
    throw wrong(
      `${at}/bearerToken`,
      'auth is given as well; bearerToken is short for auth of kind bearer',
    );
  }
  if (bearerToken === '') return { kind: 'none' };
  if (!isBearerToken(bearerToken)) throw wrong(`${at}/bearerToken`, BEARER_TOKEN_FORM);
  return { kind: 'bearer', token: bearerToken };
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid', `${path}: ${message}`, { details: [{ path, message }] });
}
