/** What an API call came to; `body` is parsed JSON, or the text when it is not JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A caller of `/api/v1` and of the scoped endpoints. */
export interface ApiClient {
  /** The header that identifies it, for clients of other kinds (WebSocket, browser). */
  readonly headers: Readonly<Record<string, string>>;
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The body of a 2xx answer. @throws Error with status and body for any other */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Sends `If-Match` when a revision is given. */
  put<T>(path: string, body: unknown, revision?: number): Promise<T>;
  delete(path: string): Promise<void>;
}

/** A caller without any identity. */
export function anonymousClient(url: string): ApiClient {
  return clientWith(url, {});
}

/** A caller with an API token. */
export function tokenClient(url: string, token: string): ApiClient {
  return clientWith(url, { authorization: `Bearer ${token}` });
}

/** Signs in as a browser does. @throws Error when the service refuses */
export async function signIn(url: string, name: string, password: string): Promise<ApiClient> {
  const answer = await anonymousClient(url).call('POST', '/api/v1/session', { name, password });
  if (answer.status !== 200) throw unexpected('POST', '/api/v1/session', answer);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return clientWith(url, { cookie: cookies.join('; ') });
}

function clientWith(url: string, identity: Readonly<Record<string, string>>): ApiClient {
  const call = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    send(url, { ...identity, ...more }, method, path, body);
  const good = async (
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const answer = await call(method, path, body, more);
    if (answer.status < 200 || answer.status > 299) throw unexpected(method, path, answer);
    return answer.body;
  };
  return {
    headers: identity,
    call: (method, path, body) => call(method, path, body),
    get: async <T>(path: string) => (await good('GET', path)) as T,
    post: async <T>(path: string, body: unknown) => (await good('POST', path, body)) as T,
    put: async <T>(path: string, body: unknown, revision?: number) => {
      const match = revision === undefined ? {} : { 'if-match': `"${revision}"` };
      return (await good('PUT', path, body, match)) as T;
    },
    delete: async (path) => {
      await good('DELETE', path);
    },
  };
}

async function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  method: string,
  path: string,
  body: unknown,
): Promise<ApiAnswer> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      origin: url,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: the caller sees what it was
  }
}

function unexpected(method: string, path: string, { status, body }: ApiAnswer): Error {
  return new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
}
