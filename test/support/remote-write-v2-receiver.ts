import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { uncompress } from 'snappyjs';
import { type DecodedRequest, decodeV2, SpecificationError } from './remote-write-v2-decoder.ts';

/** What the receiver answers instead of taking a request. */
export interface ReceiverRefusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A receiver of remote write 2.0 alone that keeps in memory what it takes. */
export interface WriteV2Receiver {
  /** Base URL, as of a Prometheus. */
  readonly url: string;
  readonly taken: readonly DecodedRequest[];
  /** Requests that were against the specification: why. */
  readonly violations: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  /** From now on; null: as the specification has it. */
  refuse(refusal: ReceiverRefusal | null): void;
  forget(): void;
  stop(): Promise<void>;
}

export async function startWriteV2Receiver(): Promise<WriteV2Receiver> {
  const taken: DecodedRequest[] = [];
  const violations: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let refusal: ReceiverRefusal | null = null;
  const receive = async (request: IncomingMessage): Promise<ReceiverRefusal> => {
    const body = await buffer(request);
    headers.push(request.headers);
    if (refusal !== null) return refusal;
    if (!isVersion2(request)) return { status: 415, text: 'only 2.0' };
    try {
      const decoded = decodeV2(Buffer.from(uncompress(new Uint8Array(body))));
      taken.push(decoded);
      return { status: 204, text: '', headers: counts(decoded) };
    } catch (thrown) {
      const why = thrown instanceof SpecificationError ? thrown.message : String(thrown);
      violations.push(why);
      return { status: 400, text: why };
    }
  };
  const server = createServer(async (request, response) => {
    const answer = await receive(request);
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    violations,
    headers,
    refuse: (next) => {
      refusal = next;
    },
    forget: () => {
      for (const list of [taken, violations, headers]) list.length = 0;
      refusal = null;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Headers that senders must send. */
function isVersion2({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url === '/api/v1/write' &&
    headers['content-type'] === 'application/x-protobuf;proto=io.prometheus.write.v2.Request' &&
    headers['content-encoding'] === 'snappy' &&
    headers['x-prometheus-remote-write-version'] === '2.0.0' &&
    headers['user-agent'] !== undefined
  );
}

function counts({ series }: DecodedRequest): Readonly<Record<string, string>> {
  const sum = (of: 'samples' | 'histograms' | 'exemplars') =>
    String(series.reduce((total, one) => total + one[of].length, 0));
  return {
    'X-Prometheus-Remote-Write-Samples-Written': sum('samples'),
    'X-Prometheus-Remote-Write-Histograms-Written': sum('histograms'),
    'X-Prometheus-Remote-Write-Exemplars-Written': sum('exemplars'),
  };
}
