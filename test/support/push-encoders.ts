import { bytesField, doubleField, encodeV2, varintField } from './remote-write-v2-body.ts';

const text = (number: number, value: string) => bytesField(number, Buffer.from(value));

/** One series as it is pushed; the labels in any order. */
export interface PushedSeries {
  readonly labels: ReadonlyMap<string, string>;
  readonly samples: readonly (readonly [value: number, atMs: number])[];
}

/** `prometheus.WriteRequest`, not compressed. */
export function encodeV1(all: readonly PushedSeries[]): Buffer {
  return Buffer.concat(
    all.map(({ labels, samples }) => {
      const pairs = [...labels].map(([name, value]) =>
        bytesField(1, Buffer.concat([text(1, name), text(2, value)])),
      );
      const points = samples.map(([value, atMs]) =>
        bytesField(2, Buffer.concat([doubleField(1, value), varintField(2, atMs)])),
      );
      return bytesField(1, Buffer.concat([...pairs, ...points]));
    }),
  );
}

/** `io.prometheus.write.v2.Request`, not compressed. */
export function encodeAsV2(all: readonly PushedSeries[]): Buffer {
  const symbols = [''];
  const refOf = (one: string) =>
    symbols.includes(one) ? symbols.indexOf(one) : symbols.push(one) - 1;
  const series = all.map(({ labels, samples }) => ({
    labelsRefs: [...labels].flat().map(refOf),
    samples,
  }));
  return encodeV2({ symbols, series });
}

/** `logproto.PushRequest` with one stream, not compressed. */
export function lokiProtobuf(
  stream: Readonly<Record<string, string>>,
  entries: readonly (readonly [bigint, string, Readonly<Record<string, string>>])[],
): Buffer {
  const pairs = Object.entries(stream).map(([name, one]) => `${name}=${JSON.stringify(one)}`);
  const encoded = entries.map(([ns, line, metadata]) => {
    const time = Buffer.concat([
      varintField(1, Number(ns / 1_000_000_000n)),
      varintField(2, Number(ns % 1_000_000_000n)),
    ]);
    const more = Object.entries(metadata).map(([name, one]) =>
      bytesField(3, Buffer.concat([text(1, name), text(2, one)])),
    );
    return bytesField(2, Buffer.concat([bytesField(1, time), text(2, line), ...more]));
  });
  return bytesField(1, Buffer.concat([text(1, `{${pairs.join(',')}}`), ...encoded]));
}
