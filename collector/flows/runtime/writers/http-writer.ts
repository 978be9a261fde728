import type { Outbound } from '../../../../platform/outbound/outbound.ts';
import type { FieldsOfOutput } from '../../outputs/output-fields.ts';
import type { RuntimeOutput } from '../flow-program.ts';
import type { OutputWriter } from '../output-queue.ts';
import { basicAuth, sendLines } from './http-answer.ts';
import { printLine } from './printed-line.ts';
import { tlsOf } from './writer-tls.ts';

type Settings = FieldsOfOutput<'http'>;

/** Sends JSON objects, one for each line, or one list of them. */
export function httpWriter(
  { secrets }: RuntimeOutput,
  settings: Settings,
  outbound: Outbound,
): OutputWriter {
  const { endpoint: url, json_array: isArray = false, http_method: method = 'post' } = settings;
  const contentType =
    settings.content_type ?? (isArray ? 'application/json' : 'application/x-ndjson');
  const headers = {
    ...settings.headers,
    'content-type': contentType,
    ...basicAuth(secrets.get('/auth/username'), secrets.get('/auth/password')),
  };
  const tls = tlsOf(secrets, {
    ca: '/tls_ca_cert_path',
    cert: '/tls_client_cert_path',
    key: '/tls_private_key_path',
  });
  return {
    write: (lines, signal) => {
      const printed = lines.map(printLine);
      const body = isArray ? `[${printed.join(',')}]` : `${printed.join('\n')}\n`;
      const verb = method === 'put' ? 'PUT' : 'POST';
      return sendLines(outbound, { method: verb, url, headers, body, tls, signal });
    },
    close: () => undefined,
  };
}
