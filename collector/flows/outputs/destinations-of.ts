import { assertNever } from '../../../platform/model/assert-never.ts';
import type { OutputFields } from './output-fields.ts';

/** Where an output connects to. */
export interface Destination {
  /** JSON pointer of the field that names it, into the settings. */
  readonly pointer: string;
  readonly host: string;
  readonly port: number;
}

export type Destinations =
  | { readonly kind: 'known'; readonly destinations: readonly Destination[] }
  | { readonly kind: 'unreadable'; readonly pointer: string; readonly message: string };

/** Hosts and ports that the output names; none for files, and for S3 without an endpoint. */
export function destinationsOf(output: OutputFields): Destinations {
  switch (output.type) {
    case 'loki':
      return ofUrl(output.settings.url, '/url');
    case 'http':
      return ofUrl(output.settings.endpoint, '/endpoint');
    case 's3':
      return output.settings.s3_endpoint === undefined
        ? known([])
        : ofUrl(output.settings.s3_endpoint, '/s3_endpoint');
    case 'elasticsearch':
    case 'opensearch':
      return ofHost(output.settings.host, output.settings.port ?? 9_200, '/host');
    case 'syslog':
      return ofHost(output.settings.host, output.settings.port ?? 514, '/host');
    case 'kafka':
      return joined(
        output.settings.brokers.split(',').map((broker) => {
          const at = broker.lastIndexOf(':');
          return ofHost(broker.slice(0, at), Number(broker.slice(at + 1)), '/brokers');
        }),
      );
    case 'forward':
      return joined(
        output.settings.servers.map(({ host, port = 24_224 }, index) =>
          ofHost(host, port, `/servers/${index}/host`),
        ),
      );
    case 'file':
      return known([]);
    default:
      return assertNever(output);
  }
}

function ofUrl(text: string, pointer: string): Destinations {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  // The aggregator and Node must mean the same host: nothing that one of them may read otherwise.
  if (!url || !isHttp || !/^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[^\s\\@]*)?$/.test(text)) {
    const message =
      'expected an address such as https://logs.example.com/path, without credentials';
    return { kind: 'unreadable', pointer, message };
  }
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
  return known([{ pointer, host: url.hostname, port }]);
}

const HOST = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9.]{0,252})|\[?[0-9A-Fa-f:.]{2,45}\]?)$/;

function ofHost(host: string, port: number, pointer: string): Destinations {
  if (HOST.test(host) && port >= 1 && port <= 65_535) return known([{ pointer, host, port }]);
  return { kind: 'unreadable', pointer, message: 'expected the name or address of a host' };
}

function joined(all: readonly Destinations[]): Destinations {
  const wrong = all.find(({ kind }) => kind === 'unreadable');
  if (wrong) return wrong;
  return known(all.flatMap((one) => (one.kind === 'known' ? one.destinations : [])));
}

function known(destinations: readonly Destination[]): Destinations {
  return { kind: 'known', destinations };
}
