import { dirname, isAbsolute, join } from 'node:path';
import { parseDocument } from 'yaml';
import { AppError } from '../../errors/app-error.ts';
import type { TlsIdentity } from '../../outbound/tls-identity.ts';
import { isJsonObject, type JsonObject, listIn, objectIn, textIn } from '../objects/json-object.ts';
import { type CredentialFiles, type Credentials, plainUrl } from './credentials.ts';
import { checkServerUrl } from './kubernetes-connection.ts';

export interface KubeconfigChoice {
  readonly file: string;
  /** Its current context when absent. */
  readonly context?: string;
}

const MAX_KUBECONFIG_CHARS = 1_048_576;

/** Ways to be somebody that are not ours, and what to do instead. */
const REFUSED_USER_KEYS: ReadonlyMap<string, string> = new Map([
  ['exec', 'an exec plugin would run a program here; use a service account token or tokenFile'],
  ['auth-provider', 'auth providers are gone from Kubernetes; use a token'],
  ['username', 'user names and passwords are gone from Kubernetes; use a token'],
  ['as', 'impersonation is not supported; use the identity itself'],
]);

/**
 * The credentials of a context in a kubeconfig file. Paths in it are relative to its folder.
 * @throws AppError `invalid`, saying what in the file cannot be used
 */
export function readKubeconfig(choice: KubeconfigChoice, files: CredentialFiles): Credentials {
  const config = parseFile(choice.file, files);
  const name = choice.context ?? textIn(config, 'current-context');
  if (name === '') throw unusable(choice, 'has no current context; name one');
  const context = entryOf(choice, config, 'contexts', name);
  const cluster = entryOf(choice, config, 'clusters', textIn(context, 'cluster'));
  const userName = textIn(context, 'user');
  const user = userName === '' ? {} : entryOf(choice, config, 'users', userName);
  refuseUnsupported(choice, cluster, user);
  const at = (path: string) =>
    files.readFile(isAbsolute(path) ? path : join(dirname(choice.file), path));
  const token = tokenOf(user, at);
  const tls = identityOf(choice, cluster, user, at);
  const url = textIn(cluster, 'server');
  const [finding] = checkServerUrl(url, token !== undefined || tls.key !== undefined);
  if (finding) throw unusable(choice, `has a server that ${finding.message}`);
  return { url: plainUrl(url), tls, token };
}

function parseFile(file: string, files: CredentialFiles): JsonObject {
  const text = files.readFile(file);
  if (text.length > MAX_KUBECONFIG_CHARS) throw unusable({ file }, 'is larger than 1 MiB');
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1;
    throw unusable({ file }, `is not YAML: line ${line}: ${problem.code}`);
  }
  const config: unknown = document.toJS({ maxAliasCount: 100 });
  if (isJsonObject(config)) return config;
  throw unusable({ file }, 'is not a kubeconfig');
}

/** `contexts: [{name, context: {…}}]`. */
function entryOf(
  choice: KubeconfigChoice,
  config: JsonObject,
  list: string,
  name: string,
): JsonObject {
  const found = listIn(config, list).find((entry) => textIn(entry, 'name') === name);
  if (found !== undefined) return objectIn(found, list.slice(0, -1));
  const known = listIn(config, list).map((entry) => textIn(entry, 'name'));
  throw unusable(
    choice,
    `has no ${JSON.stringify(name)} in ${list} (${known.join(', ') || 'none'})`,
  );
}

function refuseUnsupported(choice: KubeconfigChoice, cluster: JsonObject, user: JsonObject): void {
  for (const [key, advice] of REFUSED_USER_KEYS) {
    if (Object.hasOwn(user, key)) throw unusable(choice, `cannot be used: ${advice}`);
  }
  if (cluster['insecure-skip-tls-verify'] === true) {
    throw unusable(choice, 'trusts any server; put its certificate authority there instead');
  }
  if (textIn(cluster, 'proxy-url') !== '')
    throw unusable(choice, 'wants a proxy, which is not supported');
}

type ReadAt = (path: string) => string;

function tokenOf(user: JsonObject, at: ReadAt): string | undefined {
  const file = textIn(user, 'tokenFile');
  return (file === '' ? textIn(user, 'token') : at(file).trim()) || undefined;
}

function identityOf(
  choice: KubeconfigChoice,
  cluster: JsonObject,
  user: JsonObject,
  at: ReadAt,
): TlsIdentity {
  const ca = pemOf(cluster, 'certificate-authority', at);
  const cert = pemOf(user, 'client-certificate', at);
  const key = pemOf(user, 'client-key', at);
  if ((cert === undefined) !== (key === undefined)) {
    throw unusable(choice, 'has a client certificate without its key, or a key without it');
  }
  const servername = textIn(cluster, 'tls-server-name');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(servername === '' ? {} : { servername }),
  };
}

/** `client-key-data` in base64, or else the file `client-key`. */
function pemOf(from: JsonObject, name: string, at: ReadAt): string | undefined {
  const data = textIn(from, `${name}-data`);
  if (data !== '') return Buffer.from(data, 'base64').toString('utf8');
  const file = textIn(from, name);
  return file === '' ? undefined : at(file);
}

function unusable({ file }: Pick<KubeconfigChoice, 'file'>, why: string): AppError {
  return new AppError('invalid', `the kubeconfig ${file} ${why}`);
}
